"""Which records a page shows, as its view and its kind declare it."""

import re

import pytest
from django.db import connection
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from catalogue.models import Tool
from hub.curation.questions.notices import reconcile
from hub.identity.identity import Identity
from hub.identity.publication import publish
from hub.lists.spec import list_specs
from hub.records import seq_cache
from hub.records.models import SearchState, recorded_change
from hub.records.models.page_change import committed_with_pages, pages_showing, showings
from hub.records.public_copy.tables import copied_records
from hub.records.registry import record_types
from hub.records.seq_cache import DerivedValues, clear_caches
from hub.search_engine import snapshot_cache
from hub.vocabulary.term_cache import term_cache
from hub.web.middleware import page_cache
from hub.web.middleware.page_cache import is_kept
from hub.web.page_kinds import ANYTHING, MAX_PATH, SHOWN, shown_records

DRESS = {"mark": {"type": "svg", "data": '<svg xmlns="http://www.w3.org/2000/svg"/>'}}
# Each address of a view that declares its kinds, at least once, where there is much to show.
PATHS = (
    "/about/",
    "/accessibility/",
    "/identity/colours-0a4d54-94d3d3.css",
    f"/identity/mark-{Identity(1, DRESS).mark_digest}.svg",
    "/countries/",
    "/countries/ng/",
    "/countries/ng/asked.csv",
    "/countries/ng/feed/",
    "/countries/ng/follow-up.csv",
    "/countries/ng/report/",
    "/documents/",
    "/documents/?issuer=unodc",
    "/documents/feed/",
    "/documents/icat-joint-statement-2022/",
    "/documents/wg-tip-2021/",
    "/documents/wg-tip-2021/answers.csv",
    "/documents/wg-tip-2021/follow-up.csv",
    "/documents/wg-tip-2021/matrix/",
    "/documents/wg-tip-2021/report/",
    "/events.ics",
    "/events/",
    "/events/?when=past&q=technology",
    "/events/csw67-technology-trafficking-overlapping-emergencies.ics",
    "/events/csw67-technology-trafficking-overlapping-emergencies/",
    "/events/feed/",
    "/gaps/",
    "/gaps/world/",
    "/help-now/",
    "/help-now/?country=ke",
    "/help-now/ke-116-child-helpline/",
    "/help-now/lines/",
    "/help-now/lines/feed/",
    "/how-fit-is-judged/",
    "/misuse/",
    "/misuse/circulation-of-child-abuse-material/",
    "/misuse/feed/",
    "/organisations/",
    "/organisations/?q=global",
    "/organisations/feed/",
    "/organisations/icat/",
    "/organisations/icat/asked.csv",
    "/organisations/icat/follow-up/feed/",
    "/organisations/polaris/",
    "/practice/",
    "/practice/?tool=redsafe",
    "/practice/feed/",
    "/practice/redsafe-mexico-central-america/",
    "/questions/",
    "/questions/?about=tool&q=used",
    "/questions-to-ask/",
    "/questions/asked/",
    "/questions/feed/",
    "/recommendations/",
    "/recommendations/?q=technology&document=wg-tip-2021",
    "/recommendations/WG-TIP-2021-1/",
    "/recommendations/WG-TIP-2021-2/",
    "/recommendations/feed/",
    "/recommendations/gaps/",
    "/shortlist/?tool=primero&tool=redsafe",
    "/shortlist/briefing.docx?tool=primero",
    "/shortlist/briefing.txt?tool=primero",
    "/shortlist/briefing/?tool=redsafe&tool=primero",
    "/situation/",
    "/situation/?who=ngo-caseworker&what=armed-conflict&purpose=case-management",
    "/situation/?who=survivor",
    "/situation/matrix/?who=ngo-caseworker&purpose=case-management",
    "/situation/who/",
    "/tools/",
    "/tools/?q=data&purpose=case-management&place=m49-002&ended=1",
    "/tools/compare/?tool=primero&tool=redsafe&tool=refaid",
    "/tools/feed/",
    "/tools/primero/",
    "/tools/redsafe/",
    "/vocabulary/",
)


def views(resolver=None, prefix=""):
    """Every view of the site with its address as a pattern."""
    for pattern in (resolver or get_resolver()).url_patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from views(pattern, address)
        elif isinstance(pattern, URLPattern):
            yield address, pattern.callback


DECLARED = {address: view for address, view in views() if hasattr(view, SHOWN)}


def test_only_kinds_that_there_are_are_declared():
    declared = [getattr(view, SHOWN) for view in DECLARED.values()]
    named = {kind for shown in declared for kind in (*shown.kinds, shown.page or "tool")}
    assert named - set(record_types) == set()


def name_of(view):
    """One view may stand at several addresses, each time in a wrapper of its own."""
    return f"{view.__module__}.{view.__qualname__}"


def shown_on(path):
    return shown_records(RequestFactory().get(path))


def version_of(path):
    return shown_on(path).version(committed_with_pages())


def kinds_of(path):
    """Of which an answer may show records, all or some."""
    kinds, page = shown_on(path)
    following = {other for kind in kinds for other in followed_by(kind)}
    return kinds | following | (kinds_on_pages(page[0]) if page else set())


# Of which the kind of record that comes first changes, too, when records of the other change.
COUNTED = {"organisation": {"tool"}, "tool": {"deployment"}, "document": {"recommendation"}}


def followed_by(kind):
    """Kinds that are shown where records of this one are: it changes when they do."""
    relations = (field.related_model for field in record_types[kind].model._meta.get_fields()
                 if field.concrete and field.is_relation)  # fmt: skip
    pointed_at = {model.kind for model in relations if hasattr(model, "kind")}
    return pointed_at | COUNTED.get(kind, set())


def kinds_on_pages(page):
    """Of which something is declared to stand on the pages of a kind of record."""
    kinds = {page}
    for showing in showings:
        if showing.page == page:
            kinds |= set(showing.shown_on)
            for lookup in showing.shown:
                model = record_types[page].model
                for part in lookup.split("__"):
                    model = model._meta.get_field(part).related_model
                    kinds |= {model.kind} if hasattr(model, "kind") else set()
    return kinds


def test_every_view_that_declares_kinds_is_among_the_paths_here():
    asked = {name_of(get_resolver().resolve(path.partition("?")[0]).func) for path in PATHS}
    assert {name_of(view) for view in DECLARED.values()} - asked == set()
    assert [path for path in PATHS if shown_on(path) == ANYTHING] == []


@pytest.mark.parametrize("path", ["/", "/whats-new/", "/nothing/", f"/tools/{'a' * MAX_PATH}/"])
def test_what_declares_nothing_shows_any_kind(path):
    assert shown_on(path) == ANYTHING


@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        ("", {"recommendation"}),
        ("?q=document", {"recommendation"}),
        ("?document=wg-tip-2021", {"recommendation", "document"}),
        ("?%64ocument=wg-tip-2021", {"recommendation", "document"}),
        ("?organisation=icat&document=x", {"recommendation", "document", "organisation"}),
    ],
)
def test_a_list_shows_a_record_of_another_kind_where_it_is_asked_for(query, kinds):
    assert shown_on(f"/recommendations/{query}").kinds == kinds


TABLES = {
    table._meta.db_table: kind.model.kind
    for kind in copied_records()
    for table in (kind.model, *kind.links)
}
TABLE = re.compile(r'"(\w+)"')


@pytest.fixture
def read_kinds(client, monkeypatch):
    """The kinds of which an answer reads rows or the index, in a process that knows no page yet."""

    def read(path):
        forget_all_but_indexes()
        found = set()

        def look(execute, sql, parameters, many, context):
            found.update(TABLES[name] for name in TABLE.findall(sql) if name in TABLES)
            return execute(sql, parameters, many, context)

        used = SearchState.used
        with monkeypatch.context() as patched, connection.execute_wrapper(look):
            patched.setattr(
                SearchState, "used", lambda seq, kind: (found.add(kind), used(seq, kind))
            )
            answer = client.get(path)
        return answer.status_code, found

    return read


def forget_all_but_indexes():
    """As in a new process, but for what takes a second to read."""
    terms = term_cache()
    for cache in list(seq_cache._caches):
        if terms not in [value for _version, value in cache._entries.values()]:
            cache.clear()
    terms.derived = DerivedValues()
    for snapshots in list(snapshot_cache._caches.values()):
        snapshots.current().derived = DerivedValues()
    for clear in seq_cache._clear_functions:
        if getattr(clear, "__self__", None) is not snapshot_cache._caches:
            clear()


@pytest.fixture
def asked(starter, make_answered_question):
    """The starter data, and the question and the mark that the paths above name."""
    make_answered_question(tool=Tool.objects.get(slug="primero"))
    publish(DRESS, based_on=0, by=None)
    reconcile()


def test_pages_read_no_other_kinds_than_they_declare(asked, read_kinds):
    undeclared = {}
    for path in PATHS:
        status, found = read_kinds(path)
        if status != 200 or found - kinds_of(path):
            undeclared[path] = (status, found - kinds_of(path))
    assert undeclared == {}


def name_field(model):
    columns = {field.name for field in model._meta.concrete_fields}
    return next(name for name in ("name", "title", "text") if name in columns)


def rename_all(model):
    name = name_field(model)
    for record in model.objects.published():
        with recorded_change(record):
            setattr(record, name, f"Another {record.pk}")
            record.save()


def archive_half(model):
    for record in model.objects.published().order_by("pk")[::2]:
        record.archive(by=None, reason="It is gone.")


@pytest.fixture
def without_shared_cache(monkeypatch):
    """It is not emptied with the caches of the process."""
    monkeypatch.setattr(page_cache.shared, "get", lambda key: None)
    monkeypatch.setattr(page_cache.shared, "put", lambda key, page: None)


@pytest.mark.slow
@pytest.mark.parametrize("kind", sorted(record_types))
def test_no_kept_page_is_another_than_a_fresh_one(asked, client, without_shared_cache, kind):
    for change in (rename_all, archive_half):
        before = {path: client.get(path).content for path in PATHS}
        kept = {path for path in PATHS if is_kept(client.get(path))}
        versions = {path: version_of(path) for path in kept}
        change(record_types[kind].model)
        kept -= {path for path in kept if version_of(path) != versions[path]}
        answers = {path: client.get(path) for path in PATHS}
        clear_caches()
        fresh = {path: client.get(path).content for path in PATHS}
        assert {path for path in PATHS if answers[path].content != fresh[path]} == set()
        assert {path for path in PATHS if is_kept(answers[path])} == kept
        # Something is kept, what shows the kind is not, and the change is one that pages show.
        assert kept
        assert {path for path in kept if kind in shown_on(path).kinds} == set()
        assert any(before[path] != fresh[path] for path in PATHS)


# The pages of single records


NAME = re.compile(r"Named ([a-z]+) (\d+)\.")


def named(record):
    return f"Named {record.kind} {record.pk}."


@pytest.fixture
def all_named(asked):
    """Each record is called by its key."""
    for kind in record_types.values():
        field = name_field(kind.model)
        for record in kind.model.objects.all():
            kind.model.objects.filter(pk=record.pk).update(**{field: named(record)})
    clear_caches()


def names_on(client, path):
    """Kind and model of each record that a page names, with its key."""
    answer = client.get(path)
    assert answer.status_code == 200
    return {(kind, int(key)) for kind, key in NAME.findall(answer.content.decode())}


@pytest.mark.slow
def test_what_stands_on_the_page_of_a_record_is_declared_for_its_kind(all_named, client):
    shown_by = {}  # kind and key -> pages
    for kind in record_types.values():
        for record in kind.model.objects.published():
            names = names_on(client, record.get_absolute_url())
            assert (record.kind, record.pk) in names
            for other in names:
                shown_by.setdefault(other, set()).add((record.kind, record.slug))
    assert len(shown_by) > 500
    missing = {}
    for (kind, key), pages in shown_by.items():
        declared = pages_showing(record_types[kind].model, [key])
        missing[kind, key] = {
            page for page in pages - declared if kind not in shown_on_page(*page).kinds
        }
    assert {other: pages for other, pages in missing.items() if pages} == {}


def shown_on_page(kind, slug):
    return shown_on(record_types[kind].model(slug=slug).get_absolute_url())


@pytest.mark.slow
def test_what_stands_in_a_list_changes_its_kind(all_named, client):
    """A record of another kind that is named there is one that a record of the list points at."""
    undeclared = set()
    for kind, spec in list_specs.items():
        model, pages = record_types[kind].model, range(1, client_pages(client, spec.base) + 1)
        names = set().union(*(names_on(client, f"{spec.base}?page={page}") for page in pages))
        assert any(other == kind for other, _key in names)
        for other, key in names:
            if other != kind and not is_pointed_at(record_types[other].model, key, model):
                undeclared.add((kind, other, key))
    assert undeclared == set()


def client_pages(client, base):
    page = 1
    while client.get(f"{base}?page={page + 1}").status_code == 200:
        page += 1
    return page


def is_pointed_at(model, key, by):
    relations = [each for each in model._meta.related_objects if each.related_model is by]
    return any(by.objects.filter(**{each.field.name: key}).exists() for each in relations)
