"""What a change is called, and what is said of it: by the declaration of the record's own type."""

import pytest

from catalogue.presenters.news import fact_labels, news_lines
from hub.records.models import Change, recorded_change
from hub.records.registry import record_types

LABELS = [
    ("tool", "summary", "what it is"),
    ("tool", "purpose", "What it does"),
    ("tool", "country", "Where"),
    ("tool", "misuse_stage", "Stage of the crime"),
    ("tool", "organisations", "organisations"),
    ("tool", "url", "site"),
    ("tool", "licence", "licence"),
    ("event", "time_zone", "time zone"),
    ("event", "parent_name", "part of the event"),
    ("recommendation", "text", "text"),
    ("organisation", "names", "other names"),
    ("deployment", "summary", "in short"),
    ("deployment", "title", "title"),
    ("deployment", "again", "Would use it again"),
    ("deployment", "ended", "until"),
    ("deployment", "site", "kind of site"),
    ("misuse", "summary", "what happens"),
    ("misuse", "answers", "tools that counter it"),
    ("event", "place", "place"),
    ("event", "country", "Where"),
    ("event", "url", "own page"),
    ("event", "speakers", "who spoke"),
    ("event", "parent_id", "part of the event"),
    ("document", "url", "canonical address"),
    ("document", "summary", "summary"),
    ("document", "relations", "related documents"),
    ("recommendation", "parent_id", "part of the recommendation"),
    ("recommendation", "tools", "tools that serve it"),
    ("recommendation", "topic", "Topic"),
    ("organisation", "country", "Seat"),
    ("organisation", "organisation_type", "Kind of organisation"),
]


def change(kind, *facts, what="updated"):
    return Change(pk=1, kind=kind, record_id=1, slug="x", title="X", what=what, facts=list(facts))


@pytest.mark.parametrize(("kind", "name", "label"), LABELS)
def test_a_fact_is_called_as_its_own_record_type_calls_it(kind, name, label):
    assert fact_labels(change(kind, name)) == [label[0].upper() + label[1:]]


def test_what_has_no_words_is_left_out():
    assert fact_labels(change("tool", "no-such-fact", "inferred", "name")) == ["Name"]


def test_a_change_of_an_unknown_kind_has_no_facts_to_name():
    assert fact_labels(change("nothing", "name")) == []


@pytest.mark.parametrize("kind", record_types)
def test_every_column_of_a_record_has_words(kind):
    record_type = record_types[kind]
    assert [name for name in record_type.own_columns if not record_type.news_label(name)] == []


# Sentences: what is recorded now and what was before


@pytest.fixture
def told(db):
    """The sentence of the newest line about a record."""

    def tell(record):
        newest = Change.objects.filter(kind=record.kind, record_id=record.pk).newest_first()[:1]
        (line,) = news_lines(newest)
        return line.sentence

    return tell


def write(record, /, *, terms=(), **facts):
    with recorded_change(record):
        for name, value in facts.items():
            setattr(record, name, value)
        record.save()
        for scheme, of_scheme in dict(terms).items():
            record.set_terms(scheme, of_scheme)


VERIFICATIONS = [
    ("source-checked", "It was checked against its sources."),
    ("owner-confirmed", "Its owner confirmed it."),
    ("practitioner-confirmed", "A practitioner confirmed it."),
    ("stale", "It was last checked too long ago to rely on."),
    ("disputed", "It is disputed: a part of it may be wrong."),
]


@pytest.mark.parametrize(("verification", "sentence"), VERIFICATIONS)
def test_a_check_is_said_in_a_sentence_and_by_no_column(make_tool, told, verification, sentence):
    tool = make_tool()
    write(
        tool,
        verification=verification,
        verified_on="2026-05-03",
        next_review_on="2027-05-03",
        confidence="high",
    )
    assert told(tool) == sentence


@pytest.mark.parametrize("kind", ["organisation", "tool"])
def test_and_of_every_kind_of_record(make_tool, make_organisation, told, kind):
    record = {"organisation": make_organisation, "tool": make_tool}[kind]()
    write(record, verification="source-checked")
    assert told(record) == "It was checked against its sources."


FACTS = [
    ({"licence": None}, {"licence": "MIT"}, "“Licence” is now recorded: “MIT”."),
    ({"licence": "MIT"}, {"licence": "GPL-3.0"}, "“Licence” changed to “GPL-3.0”."),
    ({"licence": "MIT"}, {"licence": None}, "“Licence” is no longer known."),
    (
        {"open_source": True},
        {"open_source": None},
        "“Open source” is no longer known; it was “Yes”.",
    ),
    ({"open_source": False}, {"open_source": True}, "“Open source” changed from “No” to “Yes”."),
    (
        {"first_released": "2020"},
        {"first_released": "2020-03"},
        "“First released” changed from “2020” to “March 2020”.",
    ),
    (
        {"other_names": ["A", "B"]},
        {"other_names": ["B", "C, D", "E"]},
        "“Other names”: C, D; E added, 1 entry removed.",
    ),
    (
        {"other_names": []},
        {"other_names": ["A", "B", "C", "D", "E"]},
        "Added to “Other names”: A, B, C, 2 more.",
    ),
    (
        {"scope": None},
        {"scope": "adjacent"},
        "“Made for” is now recorded: “General protection tool”.",
    ),
    (
        {"scope": "dedicated"},
        {"scope": None},
        "“Made for” is no longer known; it was “Made against trafficking”.",
    ),
    ({"caution": None}, {"caution": "It leaks."}, "“Caution” was added."),
    ({"caution": "It leaks."}, {"caution": "It leaks much."}, "“Caution” was reworded."),
    ({"caution": "It leaks."}, {"caution": None}, "“Caution” was removed."),
    (
        {"known_none": []},
        {"known_none": ["country", "licence"]},
        "Known to be none: “Where”, “Licence”.",
    ),
    (
        {"licence": "MIT", "known_none": []},
        {"licence": None, "known_none": ["licence"]},
        "“Licence” is known to be none.",
    ),
    (
        {"licence": None, "known_none": ["licence"]},
        {"licence": "MIT", "known_none": []},
        "“Licence” is now recorded: “MIT”.",
    ),
    ({"known_none": ["licence"]}, {"known_none": []}, "No longer known to be none: “Licence”."),
    (
        {"other_names": []},
        {"other_names": ["https://a.example/"]},
        "Added to “Other names”: “https://a.example/”.",
    ),
    ({"name": "Map"}, {"name": "خريطة"}, "Renamed: it is now called “\u2068خريطة\u2069”."),
]


@pytest.mark.parametrize(("before", "after", "sentence"), FACTS)
def test_a_fact_is_told_with_what_it_was(make_tool, told, before, after, sentence):
    tool = make_tool(**before)
    write(tool, **after)
    assert told(tool) == sentence


def test_terms_are_told_by_what_came_and_what_went(make_tool, make_term, told):
    for key, label in (("country/ke", "Kenya"), ("country/ug", "Uganda"), ("status/pilot", "Pilot"),
                       ("status/live", "In use")):  # fmt: skip
        make_term(key, label=label)
    tool = make_tool(terms=("country/ke", "status/pilot"))
    write(tool, terms={"country": [make_term("country/ug")], "status": [make_term("status/live")]})
    assert told(tool) == (
        "“Where”: Uganda added, Kenya removed. “Status” changed from “Pilot” to “In use”."
    )


def test_organisations_are_told_by_name_unless_they_are_hidden(make_tool, make_organisation, told):
    tool = make_tool(organisations=(make_organisation(name="Old body"),))
    with recorded_change(tool):
        tool.organisation_links.all().delete()
        tool.organisation_links.create(organisation=make_organisation(name="New body"))
        tool.organisation_links.create(organisation=make_organisation(name="X", state="draft"))
    assert told(tool) == "“Organisations”: New body added, Old body removed."


def test_names_that_readers_are_not_shown_are_not_told(make_organisation, told):
    body = make_organisation()
    with recorded_change(body):
        body.names.create(text="Shown name")
        body.names.create(text="Slip of the pen", shown=False)
    assert told(body) == "Added to “Other names”: Shown name."


def test_of_many_facts_the_first_are_told_and_how_many_more(make_tool, told):
    tool = make_tool()
    write(
        tool, licence="MIT", open_source=True, notes="N.", caution="C.", repository="https://a.b/"
    )
    assert told(tool).endswith("2 more facts changed.")


@pytest.mark.django_db
def test_a_change_that_was_followed_by_another_is_told_as_it_was_then(make_tool):
    tool = make_tool(open_source=False)
    write(tool, open_source=True)
    write(tool, open_source=False)
    lines = news_lines(Change.objects.filter(record_id=tool.pk, what="updated").newest_first())
    assert [line.sentence for line in lines] == [
        "“Open source” changed from “Yes” to “No”.",
        "“Open source” changed from “No” to “Yes”.",
    ]


def test_a_change_without_a_revision_names_its_facts(make_tool, told):
    tool = make_tool()
    Change.objects.create(
        kind="tool", record_id=tool.pk, slug=tool.slug, title="Map", what="updated", seq=1,
        visibility="public", facts=["licence", "purpose", "next_review_on"],
    )  # fmt: skip
    assert told(tool) == "What changed: “Licence”, “What it does”."


@pytest.mark.parametrize("what", ["published", "withdrawn", "merged"])
def test_what_came_or_went_as_a_whole_names_no_facts(make_tool, told, what):
    tool = make_tool()
    Change.objects.create(
        kind="tool", record_id=tool.pk, slug=tool.slug, title="Map", what=what, seq=1,
        visibility="public", facts=["licence", "purpose"],
    )  # fmt: skip
    assert "“" not in told(tool)


@pytest.mark.django_db
def test_a_name_is_marked_with_the_language_of_its_record(make_tool):
    tool = make_tool(name="Carte", language="fr")
    write(tool, licence="MIT")
    (line,) = news_lines(Change.objects.filter(record_id=tool.pk, what="updated"))
    assert (line.name, line.language) == ("Carte", "fr")
