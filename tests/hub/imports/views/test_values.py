"""Words of a source, and the terms they stand for."""

import pytest

from hub.imports.map import SourceValue, ValueMap, source_values, unmapped_values

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(mapped, rows_of_file):
    rows = rows_of_file(4)
    rows[0][3] = rows[1][3] = "Screenings"
    rows[2][3] = "Atlantis"
    return mapped(rows)


def address(job):
    return f"/curate/imports/{job.pk}/words/"


@pytest.mark.both_databases
def test_words_are_counted_in_the_whole_file(job):
    values = [value for value in source_values(job) if value.scheme == "purpose"]
    assert values[0] == SourceValue("purpose", "Screenings", 2)
    assert {value.text for value in values} == {"Screenings", "Atlantis", "Screening"}


def test_an_unknown_word_is_listed_with_its_count_and_what_it_may_be(curator, job):
    page = curator.get(address(job)).content.decode()
    assert "2 words of the file are no terms of ours." in page
    assert "in 2 rows" in page
    assert 'value="screening"' in page


def test_words_become_terms_or_are_left_out_on_purpose(curator, job, work):
    sent = {
        "scheme-0": "purpose", "word-0": "Screenings", "choice-0": "screening",
        "scheme-1": "purpose", "word-1": "Atlantis", "choice-1": "-drop", "then": "check",
    }  # fmt: skip
    assert curator.post(address(job), sent).status_code == 302
    job.refresh_from_db()
    assert job.words == {"purpose": {"screenings": "screening", "atlantis": ""}}
    assert work(job).counts == {"new": 4}


def test_a_term_can_be_typed(curator, job):
    sent = {"scheme-0": "purpose", "word-0": "Screenings", "term-0": "Hotline"}
    curator.post(address(job), sent)
    job.refresh_from_db()
    assert job.words == {"purpose": {"screenings": "hotline"}}


def test_what_is_no_term_is_refused_the_rest_is_kept_and_nothing_is_lost(curator, job):
    sent = {
        "scheme-0": "purpose", "word-0": "Screenings", "term-0": "Moonshine",
        "scheme-1": "purpose", "word-1": "Atlantis", "choice-1": "-drop",
    }  # fmt: skip
    answer = curator.post(address(job), sent)
    assert answer.status_code == 400
    assert 'value="Moonshine"' in answer.content.decode()
    job.refresh_from_db()
    assert job.words["purpose"] == {"atlantis": ""}


def test_what_was_said_of_a_word_can_be_forgotten(curator, job):
    curator.post(address(job), {"scheme-0": "purpose", "word-0": "Atlantis", "choice-0": "-drop"})
    page = curator.get(address(job)).content.decode()
    assert "left out on purpose" in page
    sent = {"scheme-40": "purpose", "word-40": "Atlantis", "choice-40": "-forget"}
    curator.post(address(job), sent)
    job.refresh_from_db()
    assert job.words["purpose"] == {}


@pytest.mark.both_databases
def test_a_heading_may_be_a_number(mapped):
    headings = ["Name", "Summary", "Website", "2021", "Country"]
    row = ["Tella", "Against human trafficking.", "https://tella.example.org", "Hotline", "Kenya"]
    job = mapped([row, row], headings=headings)
    job.mapping["columns"][3]["field"] = "purpose"
    assert SourceValue("purpose", "Hotline", 2) in source_values(job)


@pytest.mark.both_databases
def test_an_unknown_organisation_can_be_made(curator, mapped):
    headings = ["Name", "Summary", "Organisations"]
    job = mapped([["Tella", "Against human trafficking.", "Alliance Desk"]], headings=headings)
    page = curator.get(address(job)).content.decode()
    assert "Make this organisation" in page
    sent = {"scheme-0": "organisation", "word-0": "Alliance Desk", "choice-0": "+"}
    assert curator.post(address(job), sent).status_code == 302
    job.refresh_from_db()
    assert job.words == {"organisation": {"alliance desk": "+Alliance Desk"}}
    assert "Alliance Desk (new)" in curator.get(address(job)).content.decode()


@pytest.mark.parametrize("word", ["<b></b>", "<p>-</p>", "a" * 301, "---"])
def test_a_word_that_is_no_name_is_refused_and_the_rest_is_kept(curator, mapped, word):
    headings = ["Name", "Summary", "Organisations"]
    row = ["Tella", "Against human trafficking.", f"{word}; Alliance Desk"]
    job = mapped([row], headings=headings)
    sent = {
        "scheme-0": "organisation", "word-0": word, "choice-0": "+",
        "scheme-1": "organisation", "word-1": "Alliance Desk", "choice-1": "+",
    }  # fmt: skip
    assert curator.post(address(job), sent).status_code in (302, 400)
    job.refresh_from_db()
    assert job.words["organisation"]["alliance desk"] == "+Alliance Desk"
    assert all(len(name) <= 301 for name in job.words["organisation"].values())


def test_a_word_of_nothing_but_markup_is_told_to_be_no_name(curator, mapped):
    headings = ["Name", "Summary", "Organisations"]
    job = mapped([["Tella", "Against human trafficking.", "<b></b>"]], headings=headings)
    sent = {"scheme-0": "organisation", "word-0": "<b></b>", "choice-0": "+"}
    answer = curator.post(address(job), sent)
    assert answer.status_code == 400
    assert "This is no name that an organisation can have." in answer.content.decode()


HEADINGS = ["Name", "Summary", "Purpose", "Organisations"]


@pytest.fixture
def many(mapped, make_organisation):
    """Six unknown words in two columns, and a body that is named with its country."""
    make_organisation(slug="thorn", name="Thorn")
    rows = [
        ["Arrow", "Against human trafficking.", "Screenings; Atlantis", "Desk One; Thorn, USA"],
        ["Kestrel", "Against human trafficking.", "Moonshine", "Desk One; Desk Two"],
        ["Marmot", "Against human trafficking.", "Screening; Hotline", "Desk Three"],
    ]
    return mapped(rows, headings=HEADINGS)


def unknown(job):
    return {value.text for value in unmapped_values(source_values(job), ValueMap(job.words))}


@pytest.mark.parametrize(
    ("chosen", "remaining"),
    [
        ({"all-organisation": "+"}, {"Screenings", "Atlantis", "Moonshine"}),
        ({"all-purpose": "-drop"}, {"Desk One", "Desk Two", "Desk Three"}),
        ({"all-*": "-drop"}, set()),
        ({"all-purpose": "offer-90"},
         {"Atlantis", "Moonshine", "Desk One", "Desk Two", "Desk Three"}),
        ({"all-purpose": "+"},
         {"Screenings", "Atlantis", "Moonshine", "Desk One", "Desk Two", "Desk Three"}),
    ],
)  # fmt: skip
@pytest.mark.both_databases
def test_all_words_of_a_column_are_decided_in_one_step(curator, many, chosen, remaining):
    assert curator.post(address(many), {"then": "all", **chosen}).status_code == 302
    many.refresh_from_db()
    assert unknown(many) == remaining


def test_what_was_typed_beside_is_kept_as_well(curator, many):
    sent = {"scheme-0": "purpose", "word-0": "Moonshine", "choice-0": "hotline"}
    curator.post(address(many), {"then": "all", "all-organisation": "-drop", **sent})
    many.refresh_from_db()
    assert many.words["purpose"] == {"moonshine": "hotline"}
    assert set(many.words["organisation"].values()) == {""}


def test_an_unknown_body_is_listed_once_with_the_number_of_its_rows(curator, many):
    values = {value.text: value.count for value in source_values(many)}
    assert values["Desk One"] == 2
    page = curator.get(address(many)).content.decode()
    assert page.count('<b dir="auto">Desk One</b>') == 1


def test_a_body_that_was_understood_is_told_and_can_be_corrected(curator, many):
    page = curator.get(address(many)).content.decode()
    assert "1 name was understood as a body of ours" in page
    sent = {"scheme-240": "organisation", "word-240": "Thorn, USA", "choice-240": "+"}
    curator.post(address(many), sent)
    many.refresh_from_db()
    assert many.words["organisation"] == {"thorn usa": "+Thorn, USA"}


@pytest.fixture
def with_missing(mapped):
    headings = ["Name", "Summary", "Website", "Purpose", "First released"]
    rows = [
        ["Tella", "Against human trafficking.", "N/A", "ask us", "ask us"],
        ["Primero", "Against trafficking of women.", "-", "ask us", "2019"],
        ["Orchid", "Against trafficking of men.", "https://s.example.org", "Hotline", "TBC"],
    ]
    return mapped(rows, headings=headings)


def test_words_that_say_nothing_are_told_once_for_each_column(curator, with_missing):
    page = " ".join(curator.get(address(with_missing)).content.decode().split())
    assert "Cells that hold one of these words are read as empty." in page
    assert page.count("“N/A”") == page.count("“TBC”") == 1


def test_a_word_can_be_declared_empty_in_every_column(curator, with_missing, work):
    sent = {"scheme-0": "purpose", "word-0": "ask us", "choice-0": "-empty", "then": "check"}
    assert curator.post(address(with_missing), sent | {"empty-words": ""}).status_code == 302
    with_missing.refresh_from_db()
    assert with_missing.words["missing"] == {"ask us": ""}
    assert unmapped_values(source_values(with_missing), ValueMap(with_missing.words)) == []
    assert work(with_missing).counts == {"new": 3}
    assert not with_missing.rows.get(number=2).problems


def test_other_words_are_declared_empty_or_values_in_two_boxes(curator, with_missing):
    sent = {"empty-words": "ask us\r\n\r\nsee annex", "kept-words": "TBC", "then": "words"}
    curator.post(address(with_missing), sent)
    with_missing.refresh_from_db()
    assert with_missing.words["missing"] == {"ask us": "", "see annex": "", "tbc": "keep"}
    page = curator.get(address(with_missing)).content.decode()
    assert "see annex" in page
    assert "“TBC”" not in page


def test_a_code_that_says_nothing_too_is_asked_about(curator, mapped, make_term):
    make_term("country/na", label="Namibia")
    headings = ["Name", "Summary", "Country"]
    rows = [["Tella", "Against human trafficking.", "NA"], ["Stella", "Against it.", "Kenya"]]
    page = curator.get(address(mapped(rows, headings=headings))).content.decode()
    assert "1 word of the file is no term of ours." in page
    assert 'value="na"' in page
    assert "50 %" in page
