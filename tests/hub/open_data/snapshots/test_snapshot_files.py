"""The page of the data, and its files: streamed, with an ETag, in parts where asked for."""

import re
import shlex
import shutil
import subprocess

import pytest

from hub.open_data.snapshots.download_counts import write_downloads
from hub.open_data.snapshots.models import DownloadCount, Snapshot
from tests.hub.open_data.snapshots.conftest import DAY, NOW

pytestmark = pytest.mark.django_db

FILE = "/data/2026-12-03/tools.csv"


@pytest.fixture
def made(snapshots, make_tool):
    make_tool(slug="redsafe", name="RedSafe")
    return snapshots.make()


@pytest.fixture
def content(snapshots, made):
    return snapshots.path("tools.csv").read_bytes()


def body(response):
    return b"".join(response.streaming_content)


def downloads():
    write_downloads()
    return dict(DownloadCount.objects.values_list("what", "number"))


# The page


def test_before_the_first_one_the_page_says_so(client, db):
    page = client.get("/data/")
    assert page.status_code == 200
    assert "There is no file yet" in page.content.decode()


def test_every_file_of_each_day_is_linked_and_answers(client, snapshots, make_tool):
    make_tool()
    snapshots.make()
    snapshots.make(NOW + DAY)
    page = client.get("/data/").content.decode()
    for snapshot in Snapshot.objects.ready():
        for file in snapshot.listed_files:
            address = f"/data/{snapshot}/{file.name}"
            assert f'href="{address}"' in page, address
            answer = client.get(address)
            assert (answer.status_code, len(body(answer))) == (200, file.size), address
    assert "1 new" in page or "Nothing changed" in page


def test_the_page_names_licence_and_how_to_cite(client, made, settings):
    settings.DATA_LICENCE = "CC BY 4.0 https://creativecommons.org/licenses/by/4.0/"
    page = client.get("/data/").content.decode()
    assert '<a href="https://creativecommons.org/licenses/by/4.0/" rel="noreferrer">CC BY 4.0' in page
    assert "Snapshot of 2026-12-03. http://testserver/data/#2026-12-03" in page


def test_the_commands_of_the_page_verify_the_files(client, snapshots, made, tmp_path):
    """As somebody types them who fetched what they name, and the CSV."""
    page = client.get("/data/").content.decode()
    commands = re.search(r"<code>(curl.*?)</code>", page, re.DOTALL)[1].splitlines()
    folder = tmp_path / "fetched"
    folder.mkdir()
    verified = []
    for words in map(shlex.split, commands):
        if words[0] == "curl":
            address = words[-1].removeprefix("http://testserver")
            (folder / address.rpartition("/")[2]).write_bytes(b"".join(client.get(address)))
            shutil.copy(snapshots.path("tools.csv"), folder)
            continue
        done = subprocess.run(words, cwd=folder, capture_output=True, check=False)
        assert done.returncode == 0, (words, done.stderr)
        verified.append(words[0])
        if words[0] == "openssl":
            assert b"Signature Verified Successfully" in done.stdout
    assert verified == ["openssl", "sha256sum"]
    (folder / "SHA256SUMS").write_bytes((folder / "SHA256SUMS").read_bytes().upper())
    openssl = next(shlex.split(each) for each in commands if each.startswith("openssl"))
    assert subprocess.run(openssl, cwd=folder, capture_output=True, check=False).returncode != 0


# Files


def test_a_file_is_streamed_as_it_is_stored(client, content):
    answer = client.get(FILE, headers={"Accept-Encoding": "br, gzip"})
    assert answer.streaming
    assert body(answer) == content
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Length"] == str(len(content))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="tools.csv"'
    assert "Content-Encoding" not in answer.headers


def test_its_etag_is_its_checksum_and_spares_a_second_download(client, made, content):
    etag = client.head(FILE).headers["ETag"]
    assert etag == f'"{made.file("tools.csv").sha256}"'
    answer = client.get(FILE, headers={"If-None-Match": etag})
    assert (answer.status_code, answer.content) == (304, b"")


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("0-9", 0, 9), ("10-", 10, None), ("-5", -5, None), ("5-999999", 5, None), ("0-0", 0, 0)],
)
def test_a_part_is_answered_as_that_part(client, content, asked, first, last):
    answer = client.get(FILE, headers={"Range": f"bytes={asked}"})
    expected = content[first:] if last is None else content[first : last + 1]
    assert (answer.status_code, body(answer)) == (206, expected)
    assert answer.headers["Content-Length"] == str(len(expected))
    begin = first % len(content)
    whole = f"bytes {begin}-{begin + len(expected) - 1}/{len(content)}"
    assert answer.headers["Content-Range"] == whole


@pytest.mark.parametrize(
    "asked",
    ["bytes=9-1", "bytes=999999999-", "bytes=-0", "bytes=-", "bytes=a-b", "bytes=", "bytes=1",
     "bytes=" + "9" * 400 + "-", "bytes=²-"],
)  # fmt: skip
def test_a_part_that_there_is_none_of_is_a_sentence_and_416(client, content, asked):
    answer = client.get(FILE, headers={"Range": asked})
    assert answer.status_code == 416
    assert answer.headers["Content-Range"] == f"bytes */{len(content)}"
    assert "There is no such part of this file" in answer.content.decode()


@pytest.mark.parametrize(
    "headers",
    [{"Range": "bytes=0-1,4-5"}, {"Range": "lines=0-1"},
     {"Range": "bytes=0-1", "If-Range": '"another"'},
     {"Range": "bytes=0-1", "If-Range": "Wed, 21 Oct 2015 07:28:00 GMT"}],
)  # fmt: skip
def test_several_parts_other_units_and_parts_of_another_file_are_the_whole(
    client, content, headers
):
    answer = client.get(FILE, headers=headers)
    assert (answer.status_code, body(answer)) == (200, content)


def test_a_download_is_gone_on_with_where_the_file_is_the_same(client, made, content):
    etag = f'"{made.file("tools.csv").sha256}"'
    answer = client.get(FILE, headers={"Range": "bytes=4-", "If-Range": etag})
    assert (answer.status_code, body(answer)) == (206, content[4:])


@pytest.mark.parametrize(
    "path",
    ["/data/2026-12-04/tools.csv", "/data/2026-12-03/nothing.csv", "/data/20261203/tools.csv",
     "/data/tomorrow/tools.csv", "/data/2026-13-45/tools.csv", "/data/2026-12-03/..%2fkey.pem",
     "/data/2026-12-03/%00"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(client, made, path):
    assert client.get(path).status_code in (400, 404)


def test_one_that_is_being_made_is_not_found(client, snapshots, db):
    Snapshot.objects.create(day=NOW.date())
    assert client.get(FILE).status_code == 404
    assert "There is no file yet" in client.get("/data/").content.decode()


def test_a_storage_that_was_emptied_is_not_found_and_no_fault(client, snapshots, made):
    shutil.rmtree(snapshots.folder)
    assert client.get(FILE).status_code == 404
    assert client.get("/data/").status_code == 200


def test_no_file_is_made_or_written_by_asking(client, made, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get(FILE)


def test_robots_may_take_them(client, db):
    rules = client.get("/robots.txt").content.decode().splitlines()
    assert not [rule for rule in rules if rule.startswith("Disallow: /data")]


# Counting


def test_downloads_are_counted_by_day_and_kind_and_nothing_else(client, made):
    for name in ("tools.csv", "tools.csv", "records.jsonl.gz", "catalogue.sqlite"):
        body(client.get(f"/data/2026-12-03/{name}"))
    assert downloads() == {"csv": 2, "jsonl": 1, "sqlite": 1}
    body(client.get(FILE))
    assert downloads() == {"csv": 3, "jsonl": 1, "sqlite": 1}
    assert {column.name for column in DownloadCount._meta.concrete_fields} == {
        "id", "day", "what", "number"
    }  # fmt: skip


def test_what_is_no_whole_download_is_not_counted(client, made):
    etag = client.head(FILE).headers["ETag"]
    client.get(FILE, headers={"If-None-Match": etag})
    client.get(FILE, headers={"Range": "bytes=4-"})
    client.get(FILE, headers={"Range": "bytes=9-1"})
    client.get("/data/2026-12-03/SHA256SUMS")
    assert downloads() == {}
