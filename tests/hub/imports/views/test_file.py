"""What was found out about a file, and reading it in another way."""

import pytest
from django.core.files.base import ContentFile

from hub.imports.staging import create_job

pytestmark = pytest.mark.django_db
ARABIC = "Name,Summary\n" + "".join(f"أداة {n},أداة لضحايا الاتجار بالبشر\n" for n in range(3))


@pytest.fixture
def arabic(source, work):
    content = ContentFile(ARABIC.encode("cp1256"))
    return work(create_job(content, source=source, name="ar.csv", encoding="cp1252"))


def test_the_first_rows_are_shown_as_they_were_read(curator, mapped, rows_of_file):
    rows = rows_of_file(3)
    page = curator.get(f"/curate/imports/{mapped(rows).pk}/file/").content.decode()
    assert rows[0][0] in page
    assert "utf-8" in page


def test_another_encoding_reads_the_file_again(curator, arabic, work):
    assert arabic.rows.first().cells["Name"] != "أداة 0"
    answer = curator.post(f"/curate/imports/{arabic.pk}/file/", {"encoding": "cp1256"})
    assert answer.status_code == 302
    assert work(arabic).encoding == "cp1256"
    assert arabic.rows.first().cells["Name"] == "أداة 0"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [({"encoding": "klingon"}, "is no encoding"), ({"delimiter": ";;"}, "is one character"),
     ({"delimiter": "\n"}, "is one character"),
     ({"encoding": "base64"}, "is no encoding"),
     ({"encoding": "utf-8"}, "bytes that are not utf-8"),
     ({"sheet": "Nowhere"}, "There is no sheet")],
)  # fmt: skip
def test_what_cannot_be_is_refused(curator, arabic, wrong, sentence):
    answer = curator.post(f"/curate/imports/{arabic.pk}/file/", wrong)
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    arabic.refresh_from_db()
    assert (arabic.state, arabic.encoding) == ("mapping", "cp1252")


def test_after_the_check_the_file_is_not_read_again(curator, ready, rows_of_file):
    job = ready(rows_of_file(1))
    answer = curator.post(f"/curate/imports/{job.pk}/file/", {"delimiter": ";"})
    assert answer.status_code == 409
    assert job.rows.count() == 1
