"""A full disk refuses with a sentence and keeps what was typed; nothing half-made stays."""

import errno

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from hub.imports.models import FileBlock, Import, ImportSource
from hub.records.models import Source
from hub.web.disk_space import says_disk_is_full

LARGE = b"Name\n" + b"a name\n" * 600_000  # above what an upload may hold in memory


@pytest.fixture
def source():
    return ImportSource.objects.create(title="Partners", slug="partners", kind="tool")


@pytest.mark.slow
@pytest.mark.django_db
def test_an_upload_without_room_is_refused_with_the_form(
    full_disk, settings, signed_in, source, visit, fields_of
):
    folder, limited = full_disk
    settings.FILE_UPLOAD_TEMP_DIR = str(folder)
    client, file = signed_in("curator"), SimpleUploadedFile("partners.csv", LARGE)
    form = {"file": file, "source": source.pk, "publish_as": "in_review", "note": "From Ada"}
    with limited():
        answer = client.post("/curate/imports/new/", form)
    page = answer.content.decode()
    assert (answer.status_code, "There is no room" in page) == (507, True)
    assert ("partners.csv" in page, 'type="file"' in page) == (True, True)
    assert fields_of(answer)["note"] == ["From Ada"]
    assert (Import.objects.count(), FileBlock.objects.count(), list(folder.iterdir())) == (0, 0, [])
    visit("/tools/")


@pytest.mark.slow
@pytest.mark.django_db
def test_with_room_again_the_same_upload_is_taken_in(settings, tmp_path, signed_in, source):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    file = SimpleUploadedFile("partners.csv", LARGE)
    form = {"file": file, "source": source.pk, "publish_as": "in_review"}
    answer = signed_in("curator").post("/curate/imports/new/", form)
    assert (answer.status_code, Import.objects.count()) == (302, 1)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_a_database_without_room_gives_the_form_back(signed_in, fields_of):
    client = signed_in(is_superuser=True)
    client.raise_request_exception = False
    fields = fields_of(client.get("/admin/core/source/add/")) | {"title": ["A report " * 20_000]}
    fields |= {"title": ["A report"], "url": ["https://example.org/"]}
    with connection.cursor() as cursor:
        cursor.execute("SELECT freelist_count, page_count FROM pragma_freelist_count, "
                       "pragma_page_count")  # fmt: skip
        free, pages = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages}")
    for number in range(free * 40 + 2000):
        fields["title"] = [f"{number} " + "x" * 290]
        answer = client.post("/admin/core/source/add/", fields)
        if answer.status_code != 302:
            break
    connection.close()
    assert (answer.status_code, fields_of(answer)["title"]) == (507, fields["title"])
    assert not Source.objects.filter(title=fields["title"][0]).exists()


def test_errors_of_a_full_disk_are_known_wherever_they_come_from():
    problem = ValueError("a file that cannot be written")
    problem.__cause__ = OSError(errno.ENOSPC, "No space left on device")
    assert says_disk_is_full(problem)
    assert not says_disk_is_full(OSError(errno.ENOENT, "No such file"))
    assert not says_disk_is_full(None)
