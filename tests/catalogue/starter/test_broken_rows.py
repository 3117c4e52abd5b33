"""A row that cannot be loaded is a line for a person; the rest is loaded."""

import pytest

from catalogue.models import Organisation, Tool
from hub.imports import starter_data

pytestmark = pytest.mark.both_databases

GOOD = {"slug": "good", "name": "Good", "summary": "It loads."}


def tool(**changes):
    return {"slug": "broken", "name": "Broken", "summary": "It does not load.", **changes}


BROKEN = {
    "unknown term": (tool(purpose=["nonsense"]), "“nonsense” is no term of Purpose."),
    "term of another scheme": (tool(status="hotline"), "“hotline” is no term of Status."),
    "two values where one may be": (tool(status=["active", "pilot"]), "can have one value only."),
    "month 13": (tool(first_released="2021-13"), "There is no such date as “2021-13”."),
    "month 0": (tool(first_released="2021-00"), "There is no such date as “2021-00”."),
    "30 February": (tool(first_released="2021-02-30"), "There is no such date as “2021-02-30”."),
    "no date": (tool(first_released="last year"), "“last year” is not a date."),
    "no name": (tool(name=None), "“Name” is missing."),
    "empty name": (tool(name="   "), "“Name” is missing."),
    "long name": (tool(name="x" * 301), "“Name” has 301 characters. Shorten it to 300."),
    "no summary": (tool(summary=""), "“What it is” is missing."),
    "slug with spaces": (tool(slug="a b"), "“a b” is no slug"),
    "reserved slug": (tool(slug="compare"), "“compare” is an address of its own."),
    "object for a name": (tool(name={"en": "x"}), "“Name” must be a text."),
    "object for a list": (tool(purpose={"a": 1}), "is no term of Purpose."),
    "number in a list": (tool(purpose=[7]), "“7” is no term of Purpose."),
    "list in a list": (tool(purpose=[["a", "b"]]), "is no term of Purpose."),
    "text for a flag": (tool(open_source="maybe"), "“maybe” is neither yes nor no."),
    "script for an address": (tool(url="javascript:alert(1)"), "is no web address."),
    "unknown scope": (tool(scope="both"), "“both” is none of these: Made against trafficking"),
    "unknown confidence": (tool(confidence="total"),
                           "“total” is none of these: High, Medium, Low."),
    "unknown organisation": (tool(organisations=["Nobody"]),
                             "No organisation is called “Nobody”."),
    "number for organisations": (tool(organisations=5), "No organisation is called “5”."),
    "NUL in a term": (tool(purpose=["a\0b"]), "“ab” is no term of Purpose."),
    "NUL in an organisation": (tool(organisations=["a\0b"]), "No organisation is called “ab”."),
    "a number among sources": (tool(sources=[7]), "A source has an address or a title,"),
    "source with a bad address": (tool(sources=[{"url": "ftp://x"}]), "is no web address."),
    "list for a slug": (tool(slug=["a", 7]), "“Slug” must be a text."),
    "object for a slug": (tool(slug={}), "“Slug” must be a text."),
    "a text for a row": ("hotline", "“Name” is missing."),
    "a list for a row": ([], "“Name” is missing."),
    "null for a row": (None, "“Name” is missing."),
}  # fmt: skip


def test_a_broken_row_is_told_with_its_number_and_a_sentence(load_rows):
    rows = [GOOD]
    for number, (row, _sentence) in enumerate(BROKEN.values()):
        rows += [with_own_slug(row, "broken", number), sound(number)]
    found = load_rows(tools=rows)
    places = {name: ("tools", 2 * number) for number, name in enumerate(BROKEN, 1)}
    assert set(found) == set(places.values())
    said = {name: " ".join(found[place]) for name, place in places.items()}
    assert {name: told for name, told in said.items() if BROKEN[name][1] not in told} == {}
    loaded = Tool.objects.filter(name__startswith="Sound tool")
    assert (loaded.count(), Tool.objects.filter(slug="good").count()) == (len(BROKEN), 1)


def with_own_slug(row, slug, number):
    """The row by itself in a file with others, if it has this slug and says nothing of it."""
    is_alone = isinstance(row, dict) and row["slug"] == slug and row.get("part_of") != slug
    return row | {"slug": f"{slug}-{number}"} if is_alone else row


def sound(number):
    return {"slug": f"sound-{number}", "name": f"Sound tool {number}", "summary": "It loads."}


def test_every_problem_of_a_row_is_told_at_once(load_rows):
    found = load_rows(tools=[tool(url="ftp://x", first_released="2021-13", purpose=["nonsense"])])
    assert len(found["tools", 1]) == 3


def test_a_duplicate_slug_names_the_row_that_has_it(load_rows):
    found = load_rows(tools=[GOOD, {**GOOD, "name": "Other"}])
    ((place, (sentence,)),) = found.items()
    assert place == ("tools", 2)
    assert sentence.startswith("Row 1 names “good” already.")


def test_of_two_rows_with_one_slug_the_first_is_loaded(load_rows):
    load_rows(tools=[GOOD, {**GOOD, "name": "Other"}])
    assert Tool.objects.get(slug="good").name == "Good"


MENDED = {
    "no slug": (tool(slug=None), "broken"),
    "number for a name": (tool(name=7), "7"),
    "NUL in a name": (tool(name="Bro\0ken"), "Broken"),
    "lone surrogate in a name": (tool(name="Bro\ud800ken"), "Broken"),
    "NUL in a source": (tool(sources=[{"title": "a\0b"}]), "Broken"),
    "sources are texts": (tool(sources=["a page"]), "Broken"),
}


def test_what_an_import_mends_is_loaded(load_rows):
    rows = [
        row | {"slug": row["slug"] and f"mended-{n}"} for n, (row, _) in enumerate(MENDED.values())
    ]
    assert load_rows(tools=rows) == {}
    slugs = [row["slug"] or "broken" for row in rows]
    names = dict(Tool.objects.filter(slug__in=slugs).values_list("slug", "name"))
    called = [called for _row, called in MENDED.values()]
    assert [names[slug].casefold() for slug in slugs] == [name.casefold() for name in called]


def test_of_two_rows_without_a_slug_the_second_must_have_another_name(load_rows):
    found = load_rows(tools=[tool(slug=None), tool(slug=None)])
    assert list(found) == [("tools", 2)]


def test_a_problem_is_told_by_the_slug_of_its_row(load_rows):
    load_rows(tools=[tool(name="")])
    (problem,) = [one for file in starter_data.progress() for one in file.problems]
    assert problem.record == "broken"


def test_broken_rows_are_shown_on_the_page_of_the_load(load_rows, visit):
    load_rows(tools=[tool(name="")])
    assert "tools, broken: “Name” is missing." in visit("/loading/").text


def test_a_broken_row_leaves_no_half_of_a_record(load_rows):
    before = Tool.objects.count()
    load_rows(tools=[tool(sources=[{"url": "https://example.org", "title": "x" * 501}])])
    assert Tool.objects.count() == before


def test_an_empty_list_is_known_to_be_none(load_rows):
    load_rows(tools=[{**GOOD, "languages": [], "risk_flags": None}])
    assert Tool.objects.get(slug="good").known_none == ["language"]


def test_a_bare_year_may_be_a_number(load_rows):
    load_rows(tools=[{**GOOD, "first_released": 2021}])
    assert Tool.objects.get(slug="good").first_released == "2021"


# Organisations

BODY = {"slug": "good", "name": "Good body"}


BROKEN_BODIES = [
    ({"slug": "b", "name": ""}, "“Name” is missing."),
    ({"slug": "feed", "name": "Feed"}, "“feed” is an address of its own."),
    ({"slug": "b", "name": "B", "part_of": "nobody"}, "There is no organisation “nobody”"),
    ({"slug": "b", "name": "B", "part_of": ["good", 7]}, "“Part of” must be a text."),
    ({"slug": "b", "name": "B", "part_of": "b"}, "There is no organisation “b”"),
    ({"slug": "b", "name": "B", "country": "XX"}, "“XX” is no term of Country."),
    ({"slug": "b", "name": "B", "type": ["company", "academic"]}, "one value only."),
    ({"slug": "b", "name": "B", "aliases": [7]}, "“Other names” must be a list of texts."),
    (
        {"slug": "b", "name": "B", "aliases": [{"name": 7, "language": "fr"}]},
        "“Other names” must be a list of texts.",
    ),
    ({"slug": "b", "name": "B", "aliases": {"a": 1}}, "“Other names” must be a list of texts."),
    ({"slug": ["b", 7], "name": "B"}, "“Slug” must be a text."),
    ({"slug": "b", "name": "B", "ended": "2021-13"}, "There is no such date as “2021-13”."),
    (7, "“Name” is missing."),
]  # fmt: skip


def test_a_broken_organisation_is_told_with_its_number_and_a_sentence(load_rows):
    rows = []
    for number, (row, _sentence) in enumerate(BROKEN_BODIES):
        body = {"slug": f"sound-{number}", "name": f"Sound {number}"}
        rows += [with_own_slug(row, "b", number), body]
    found = load_rows(organisations=[*rows, BODY])
    places = [("organisations", 2 * number + 1) for number in range(len(BROKEN_BODIES))]
    assert sorted(found) == places
    told = [" ".join(found[place]) for place in places]
    wrong = [
        (sentence, said)
        for (_row, sentence), said in zip(BROKEN_BODIES, told, strict=True)
        if sentence not in said
    ]
    assert wrong == []
    slugs = [f"sound-{number}" for number in range(len(BROKEN_BODIES))]
    assert Organisation.objects.filter(slug__in=[*slugs, "good"]).count() == len(slugs) + 1


def test_a_part_may_stand_before_its_whole(load_rows):
    part = {"slug": "part", "name": "Part", "part_of": "good"}
    assert load_rows(organisations=[part, BODY]) == {}
    assert Organisation.objects.get(slug="part").part_of.slug == "good"


def test_a_list_of_one_names_the_whole(load_rows):
    part = {"slug": "part", "name": "Part", "part_of": ["good"]}
    assert load_rows(organisations=[part, BODY]) == {}
    assert Organisation.objects.get(slug="part").part_of.slug == "good"


def test_a_circle_of_parts_is_told_and_does_not_stop_the_run(load_rows):
    circle = [
        {"slug": "a", "name": "A", "part_of": "b"},
        {"slug": "b", "name": "B", "part_of": "c"},
        {"slug": "c", "name": "C", "part_of": "a"},
    ]
    found = load_rows(organisations=[*circle, BODY])
    assert {row for _part, row in found} == {1, 2, 3}
    assert Organisation.objects.filter(slug="good").exists()
