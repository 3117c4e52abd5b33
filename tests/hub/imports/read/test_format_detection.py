"""Formats, encodings and delimiters, found in the bytes."""

import pytest

from hub.imports.read.sandbox import UnreadableFile, detect_file_format

FRENCH = (
    "Nom;Résumé\nÉcoute;Une plateforme où les équipes chargées de l’enquête déposent "
    "des témoignages\nRéseau;Aide aux personnes exploitées, à l’écart des préfectures\n"
)
ARABIC = (
    "الاسم\tالوصف\nمنظمة الأمل\tتقدم المنظمة المساعدة القانونية لضحايا الاتجار بالبشر في المدينة\n"
    "مركز الحماية\tيوفر المركز مأوى آمنا للنساء والأطفال ويعمل مع الشرطة والمحاكم\n"
)
RUSSIAN = (
    "Название;Описание\nНадежда;Организация помогает людям, пострадавшим от торговли людьми\n"
    "Приют;Безопасное жильё для женщин и детей, работа с полицией и судами\n"
)


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (FRENCH.encode(), "utf-8"),
        (FRENCH.encode("utf-8-sig"), "utf-8-sig"),
        (FRENCH.encode("utf-16"), "utf-16"),
        (b"name,url\na,b\n", "utf-8"),
    ],
)
def test_a_mark_or_valid_utf8_is_certain(written, content, encoding):
    detected = detect_file_format(written(content))
    assert (detected.encoding, detected.certain) == (encoding, True)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(FRENCH, "cp1252"), (ARABIC, "cp1256"), (RUSSIAN, "cp1251")],
)
def test_one_byte_encodings_are_guessed_by_their_language(written, text, encoding):
    assert detect_file_format(written(text.encode(encoding))).encoding == encoding


def test_utf16_without_a_mark_is_found_and_asked_about(written):
    detected = detect_file_format(written(FRENCH.encode("utf-16-le")))
    assert (detected.encoding, detected.certain) == ("utf-16-le", False)


def test_letters_that_two_encodings_read_as_words_are_no_proof(written):
    detected = detect_file_format(written("name,place\nA,Şanlıurfa\n".encode("cp1254")))
    assert detected.certain is False
    assert {"cp1252", "cp1254"} <= {encoding for encoding, _sample in detected.samples}


def test_what_only_one_encoding_reads_as_a_word_is_certain(written):
    detected = detect_file_format(written("name,place\nHaus,Köln\nDom,Görlitz\n".encode("cp1252")))
    assert (detected.encoding, detected.certain) == ("cp1252", True)


def test_what_is_asked_is_shown_as_each_candidate_reads_it(written):
    detected = detect_file_format(written("name,place\nHaus,Köln\nDom,Görlitz\n".encode("cp1252")))
    assert any("Köln" in sample for _name, sample in detected.samples)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(written, delimiter):
    lines = [["name", "summary"], ["A", '"one, two; three | four"'], ["B", "five"]]
    content = "\n".join(delimiter.join(line) for line in lines)
    assert detect_file_format(written(content.encode())).delimiter == delimiter


def test_excels_own_first_line_names_the_delimiter(written, read):
    path = written(b"sep=;\nname;url\na,b,c;d\n")
    assert detect_file_format(path).delimiter == ";"
    assert read(path)[0] == ["name", "url"]


@pytest.mark.parametrize(
    ("content", "format_"),
    [
        (b'[{"a": 1}]', "json"),
        (b'\xef\xbb\xbf\n{"items": [{"a": 1}]}', "json"),
        (b'{\n "items": [\n  {"a": 1}\n ]\n}', "json"),
        (b'{"a": 1}\n{"a": 2}\n', "jsonl"),
        (b'{"a": 1\n{"a": 2}\n', "jsonl"),
        (b"a,b\n1,2\n", "csv"),
    ],
)
def test_json_lines_and_documents_are_told_apart(written, content, format_):
    assert detect_file_format(written(content)).format == format_


def test_the_sheets_of_a_workbook_are_named(workbook):
    detected = detect_file_format(workbook(["name"], ["a"]))
    assert (detected.format, detected.sheets, detected.sheet) == ("xlsx", ("Sheet",), "Sheet")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "holds nothing"),
        (b" \n\n", "holds nothing"),
        (b"\xef\xbb\xbf", "holds nothing"),
        (b"%PDF-1.7 ...", "Upload CSV"),
        (b"<html><table>", "web page"),
        (b"\x00\x01\x02\x03" * 50, "neither a text table"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"Workbook".ljust(900), "old kind"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "password",
        ),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(written, content, words):
    with pytest.raises(UnreadableFile, match=words):
        detect_file_format(written(content))


def test_a_file_that_is_too_large_is_refused_unread(tmp_path):
    path = tmp_path / "large"
    with path.open("wb") as file:
        file.truncate(101 * 1024 * 1024)
    with pytest.raises(UnreadableFile, match="larger than 100 MB"):
        detect_file_format(path)
