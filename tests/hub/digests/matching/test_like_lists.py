"""A filter lets through exactly what the list page of the same address shows: AND, OR, text."""

from dataclasses import replace
from itertools import combinations
from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from catalogue.fit.ranking import rank
from catalogue.fit.situation import Situation
from hub.digests.matching.matcher import Matching
from hub.global_search.federated_search import search_everything
from hub.lists.filter_form import read_query
from hub.lists.spec import list_specs
from hub.records.models import Change
from hub.records.stored_records import read_records
from hub.search_engine.document import kinds, source_of
from hub.search_engine.search import match_ids
from hub.search_engine.snapshot_cache import get_snapshot
from hub.vocabulary.term_cache import newest_term_cache
from tests.plugins.cast import in_database

pytestmark = [pytest.mark.usefixtures("starter"), pytest.mark.both_databases]

# The starter data has no answered questions: their room has the same tests with some that it makes.
HAVE_RECORDS = [kind for kind in list_specs if kind != "question"]
TEXTS = (
    "children",
    "hotline app",
    '"supply chain"',
    "trafficing",
    "forced labour women mining",
    "tra",
    "tools",
    "hotline without facial recognition",
    "not in English",
)


@pytest.fixture(scope="module")
def matching(starter_database, django_db_blocker):
    with django_db_blocker.unblock(), in_database(starter_database):
        return matching_of_all()


def matching_of_all():
    """Everything that there is as if it had been published just now."""
    changes = [
        Change(pk=1_000_000 * place + record.pk, kind=kind, record_id=record.pk,
               slug=record.slug, title="x", what="published", visibility="public", seq=1)
        for place, (kind, of) in enumerate(list_specs.items(), start=1)
        for record in of.records().published()
    ]  # fmt: skip
    return Matching(changes)


def told(matching, followed, query):
    return {(one.kind, one.record_id) for one in matching.listed(matching.of(followed, query))}


def shown(kind, query):
    of = list_specs[kind]
    asked, _exact = read_query(of.form_class, of.facets, QueryDict(query))
    return {(kind, pk) for pk in match_ids(get_snapshot(kind), asked)}


def choices(kind):
    """The three commonest choices of each facet."""
    snapshot = get_snapshot(kind)
    counts = snapshot.counts(snapshot.visible)
    found = {}
    for facet in snapshot.facets:
        slugs = sorted(snapshot.choices(facet), key=lambda slug: -counts[f"{facet}/{slug}"])
        found[facet] = slugs[:3] + [slug for slug in ("not-known", "known-none") if slug in slugs]
    return found


def queries(kind):
    """A table of: one choice; OR of two in a facet; AND of two facets; both; each with words."""
    offered = choices(kind)
    for facet, slugs in offered.items():
        yield from ([(facet, slug)] for slug in slugs)
        yield [(facet, slug) for slug in slugs[:2]]
    for (one, some), (other, more) in combinations(offered.items(), 2):
        yield [(one, some[0]), (other, more[0])] if some and more else []
        yield [(one, slug) for slug in some[:2]] + [(other, slug) for slug in more[:2]]
        yield [(one, some[0]), (other, more[0]), ("ended", "1")] if some and more else []
    for text in TEXTS:
        yield [("q", text)]
        yield from ([("q", text), (facet, slugs[0])] for facet, slugs in offered.items() if slugs)


@pytest.mark.parametrize("kind", HAVE_RECORDS)
def test_a_filter_lets_through_what_its_list_shows(matching, kind):
    table = sorted({urlencode(pairs) for pairs in queries(kind)})
    differing = [query for query in table if told(matching, kind, query) != shown(kind, query)]
    assert (differing, len(table) > 30) == ([], True)


def test_the_table_holds_searches_that_find_some_and_not_all(matching):
    found = [len(told(matching, "tool", urlencode(pairs))) for pairs in queries("tool")]
    assert sum(0 < number < max(found) for number in found) > 100


@pytest.mark.parametrize("text", [*TEXTS, "", "hotlnie"])
def test_a_search_over_everything_lets_through_what_its_page_counts(matching, text):
    query = urlencode({"q": text}) if text else ""
    assert len(told(matching, "everything", query)) == search_everything(text, []).total


def test_a_search_over_everything_keeps_to_the_kinds_it_names(matching):
    found = told(matching, "everything", "q=children&kind=events")
    assert {kind for kind, _pk in found} == {"event"}


@pytest.mark.parametrize(
    "answers",
    [
        {"task": ["identify"]},
        {"task": ["warn"], "whom": ["women", "girls"], "limit": ["no-reading", "basic-phones"]},
        {"whom": ["women"], "what": ["at-sea", "cross-border"], "language": ["ar", "en"]},
        {"task": ["identify", "refer"], "limit": ["no-internet"]},
        {"place": ["ke"], "limit": ["no-internet"]},
        {"who": ["ngo-caseworker"], "whom": ["children"], "language": ["fr"]},
        {"what": ["displacement-camp"], "place": ["m49-002"]},
    ],
)
def test_a_situation_lets_through_as_many_as_its_page_says_fit(matching, answers):
    situation = Situation.of(answers)
    fitting = rank(get_snapshot("tool"), situation).fitting
    found = told(matching, "situation", situation.canonical())
    assert (len(found), fitting > 0) == (fitting, True)


def test_the_empty_situation_lets_nothing_through(matching):
    assert told(matching, "situation", "") == set()


@pytest.mark.parametrize("kind", [kind for kind in kinds() if kind != "question"])
def test_a_document_made_of_facts_is_that_of_the_record(kind):
    """Whatever the index reads from the tables it reads from a revision, too."""
    differing, count = compared_documents(kind)
    assert (differing, count > 5) == ([], True)


def compared_documents(kind):
    """The records whose document made of facts differs, and of how many records."""
    source, terms = source_of(kind), newest_term_cache()
    records = source.records().published()
    stored = read_records(records.model, [record.pk for record in records])
    facts = {pk: record.facts for pk, record in stored.items()}

    def document(content, context):
        made = source.document(content, context, terms)
        return replace(made, names=tuple(sorted(made.names)))  # facts have an order of their own

    differing = [
        context.pk
        for content, context in source.read("public", records, list(facts), terms)
        if document(content, context)
        != document(source.content_of(facts[context.pk], terms), context)
    ]
    return differing, len(facts)
