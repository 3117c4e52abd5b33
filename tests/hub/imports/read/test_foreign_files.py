"""Files of others, in shapes that the importer was never told of."""

from pathlib import Path

import pytest

from hub.imports.read.sandbox import detect_file_format

FILES = Path(__file__).resolve().parents[3] / "data" / "imports"


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("outils-fr.csv", ("csv", "cp1252", ";")),
        ("organisations-ar.txt", ("csv", "cp1256", "\t")),
        ("overview-of-tools.xlsx", ("xlsx", "", "")),
        ("registry-export.json", ("json", "utf-8", "")),
        ("events.jsonl", ("jsonl", "utf-8-sig", "")),
    ],
)
def test_each_is_known_by_its_bytes(name, found):
    detected = detect_file_format(FILES / name)
    assert (detected.format, detected.encoding, detected.delimiter) == found


def test_a_french_table_in_latin_1_with_semicolons(read):
    headings, rows = read(FILES / "outils-fr.csv")
    assert headings[:3] == ["Nom de l'outil", "Site web", "Résumé"]
    assert [row.cells["Nom de l'outil"] for row in rows] == [
        "Écoute mobile",
        "Repérage+",
        "Le fil",
        "Veille annonces",
        "Chaîne claire",
    ]
    assert rows[1].cells["Pays"] == "Côte d'Ivoire, Sénégal"
    assert '"sans trace"' in rows[2].cells["Résumé"]


def test_an_arabic_table_in_windows_1256_with_tabs(read):
    headings, rows = read(FILES / "organisations-ar.txt")
    assert headings == ["اسم المنظمة", "الموقع", "البلد", "نوع المنظمة", "الوصف"]
    assert rows[1].cells["اسم المنظمة"] == "الهيئة الوطنية لمكافحة الاتجار بالأشخاص"
    assert [row.cells["البلد"] for row in rows] == ["الأردن", "تونس", "لبنان", "المغرب"]


def test_a_workbook_with_titles_above_its_headings_on_the_second_sheet(read):
    path = FILES / "overview-of-tools.xlsx"
    assert (detect_file_format(path).sheets, detect_file_format(path).sheet) == (
        ("About", "Tools"),
        "Tools",
    )
    headings, rows = read(path)
    assert headings[:2] == ["No.", "Name of tool/initiative"]
    assert [row.number for row in rows] == [5, 6, 7, 8, 10, 11]
    assert rows[0].cells["Stakeholder group"] == "NGOs; Law enforcement"
    assert [row.cells["Launch date"] for row in rows] == [
        "2019-05-02",
        "2017-11-30",
        "March 2020",
        "2021",
        "2018-06-01",
        "",
    ]
    assert rows[-1].cells["Name of tool/initiative"] == "Click"


def test_a_nested_export_of_another_registry(read):
    headings, rows = read(FILES / "registry-export.json")
    assert {"title.en", "maintainers.name", "audience.primary", "countries"} <= set(headings)
    assert [row.cells["title.en"] for row in rows][:2] == ["Night Line", "Court Ready"]
    assert rows[0].cells["maintainers.name"] == ["Refugio Sur", "Nube Labs"]
    assert rows[2].cells["countries"] == ["IN", "PK", "NP"]
    assert (rows[0].cells["openSource"], rows[2].cells["openSource"]) == (True, None)


def test_events_line_by_line_one_of_them_cut_off(read):
    headings, rows = read(FILES / "events.jsonl")
    assert headings[-2:] == ["languages", "recording"]
    assert [(row.number, bool(row.problems)) for row in rows] == [
        (1, False),
        (2, False),
        (4, True),
        (5, False),
    ]
    assert rows[1].cells["event"] == "Reunión regional sobre trata y migración"
