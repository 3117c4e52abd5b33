"""A site that an earlier release loaded takes in what ships now, and leaves what people changed."""

import tarfile
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client

from catalogue.models import Deployment, Organisation, Tool
from events.models import Event
from events.recommendations.models import Document, Recommendation
from hub.imports import starter_data
from hub.imports.models import Import
from hub.imports.starter_data import FILES
from hub.records.models import Change, Record, Revision, recorded_change
from hub.vocabulary import vocabulary_loader
from hub.vocabulary.models import Term, TermLabel
from tests.plugins.cast import (
    copy_of_test_database,
    in_database,
    make_a_person,
    records_as_stored,
)
from tests.plugins.forms import FormReader

# catalogue/data, events/data and hub/vocabulary/data of the release with 126 tools.
BEFORE = Path(__file__).parents[2] / "data" / "starter_before.tar.xz"


def load():
    call_command("load_starter_data", here=True, stdout=StringIO())


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    target = tmp_path_factory.mktemp("before")
    with tarfile.open(BEFORE) as archive:
        archive.extractall(target, filter="data")
    (target / "catalogue/data/helplines.json").write_text("[]")  # it shipped none
    return target


def load_before(folder):
    """What the earlier release loaded."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(starter_data, "CATALOGUE", folder / "catalogue/data")
        patch.setattr(starter_data, "EVENTS", folder / "events/data")
        patch.setattr(vocabulary_loader, "FOLDER", folder / "hub/vocabulary/data")
        load()
    assert (Tool.objects.count(), Organisation.objects.count()) == (126, 189)


# What curators did before the newer release came


def edit(record, **values):
    with recorded_change(record):
        for name, value in values.items():
            setattr(record, name, value)
        record.save()


def edit_records():
    """Changes of every kind of record; the records."""
    primero, cpims = Tool.objects.get(slug="primero"), Tool.objects.get(slug="cpims")
    edit(primero, summary="A curator's words.", url="https://example.org/primero", scope=None)
    with recorded_change(cpims):
        cpims.citations.filter(source__url="https://www.cpims.org/").delete()
    shuvayatra = Tool.objects.get(slug="shuvayatra")
    with recorded_change(shuvayatra):
        shuvayatra.set_terms("language", [Term.objects.get(scheme__slug="language", slug="hi")])
    body = Organisation.objects.get(slug="thorn")
    edit(body, name="Thorn, renamed by a curator")
    note = Deployment.objects.get(slug="cpims-roll-outs")
    edit(note, title="Another title")
    event = Event.objects.get(slug="vienna-forum-to-fight-human-trafficking")
    edit(event, notes="A curator's note.")
    recommendation = Recommendation.objects.get(slug="WG-TIP-2021-7-c")
    with recorded_change(recommendation):
        recommendation.tool_links.filter(tool__slug="photodna").delete()
    withdrawn = Tool.objects.get(slug="libertapp")
    edit(withdrawn, state="archived")
    return primero, cpims, shuvayatra, body, note, event, recommendation, withdrawn


def edit_term(term, text):
    """In the admin: another name for the term, and this label is deleted."""
    person = make_a_person(is_staff=True)
    person.groups.set(Group.objects.filter(name__in=("administrator", "vocabulary")))
    browser, reader = Client(), FormReader()
    browser.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    address = f"/admin/vocabulary/term/{term.pk}/change/"
    reader.feed(browser.get(address).content.decode())
    fields = {name: values for name, values in reader.fields.items() if "__prefix__" not in name}
    row = next(name for name, values in fields.items() if values == [text]).rpartition("-")[0]
    answer = browser.post(address, fields | {"label": "Games", f"{row}-DELETE": "on"})
    assert (answer.status_code, term.labels.filter(text=text).exists()) == (302, False)


@dataclass(frozen=True)
class LoadedAgain:
    """``edited``: records that curators changed; ``label``: a text that one deleted from a term;
    ``news`` and ``imports``: how many there were before, and when all was loaded."""

    edited: tuple[Record, ...]
    label: str
    news: int
    imports: int


@pytest.fixture(scope="module")
def loaded_again(folder, starter_database, django_db_blocker):
    """A database that the earlier release loaded, curators changed, and this one loaded again."""
    with django_db_blocker.unblock():
        name, drop = copy_of_test_database("before")
        with in_database(name):
            load_before(folder)
            term = Term.objects.get(scheme__slug="technology", slug="game")
            label = term.labels.filter(language="en").order_by("pk").first().text
            edited = edit_records()
            edit_term(term, label)
            news = Change.objects.count()
            load()
            found = LoadedAgain(edited, label, news, Import.objects.count())
    yield name, found
    with django_db_blocker.unblock():
        drop()


@pytest.fixture
def _in_database_again(loaded_again, django_db_blocker):
    name, found = loaded_again
    with django_db_blocker.unblock(), in_database(name):
        yield found


@pytest.fixture
def again(_in_database_again, db):
    """What is there then; ``db`` comes second, so that it begins its transaction there."""
    for record in _in_database_again.edited:
        record.refresh_from_db()
    return _in_database_again


def citations(record):
    """(address, title) of each source of a record."""
    return {(one.source.url, one.source.title) for one in record.citations.all()}


def test_everything_new_comes_in_without_a_problem_and_without_news(again):
    shipped = {file.name: len(file.read()) for file in FILES}
    counts = {
        "tools": Tool.objects.count(),
        "organisations": Organisation.objects.count(),
        "events": Event.objects.count(),
        "practice": Deployment.objects.count(),
        "recommendations": Recommendation.objects.top_level().count(),
    }
    assert counts == {name: shipped[name] for name in counts}
    assert [file.problems for file in starter_data.progress() if file.problems] == []
    assert {file.job.state for file in starter_data.progress()} == {"applied"}
    assert Change.objects.count() == again.news


def test_what_a_curator_changed_stays(again):
    primero, cpims, shuvayatra, body, note, event, recommendation, withdrawn = again.edited
    assert (primero.summary, primero.url) == ("A curator's words.", "https://example.org/primero")
    assert primero.scope is None
    assert shuvayatra.terms_by_scheme()["language"] == ["hi"]
    assert (body.name, note.title) == ("Thorn, renamed by a curator", "Another title")
    assert (event.notes, withdrawn.state) == ("A curator's note.", "archived")
    # What the curator took away is not there again.
    assert "https://www.cpims.org/" not in {url for url, _title in citations(cpims)}
    assert not recommendation.tool_links.filter(tool__slug="photodna").exists()


def test_what_nobody_touched_of_a_record_that_was_edited_is_as_it_ships_now(again):
    _primero, cpims, _shuvayatra, _body, note, event, _recommendation, _withdrawn = again.edited
    title = "CPIMS Basic Information and Minimum Criteria for CPIMS Roll Out (copy of a document)"
    assert ("", title) in citations(cpims)
    assert not [url for url, _title in citations(cpims) | citations(note) if "scribd" in url]
    assert not [url for url, _title in citations(event) if "docslib" in url]


def described(model):
    """Every record by its slug: its facts without keys of others, its sources in no order."""
    return {
        record.slug: {
            name: sorted(value) if name in ("citations", "names", "organisations") else value
            for name, value in record.facts.items()
            if not name.endswith("_id")
        }
        for record in records_as_stored(model)
    }


MODELS = (Tool, Organisation, Event, Document, Recommendation, Deployment)


@pytest.fixture(scope="module")
def new_site(starter_database, django_db_blocker):
    """The records of a site that begins with what ships now."""
    with django_db_blocker.unblock(), in_database(starter_database):
        return {model: described(model) for model in MODELS}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_what_nobody_touched_is_what_a_new_site_has(new_site, again, model):
    expected, found = new_site[model], described(model)
    assert found.keys() == expected.keys()
    edited = {record.slug for record in again.edited if isinstance(record, model)}
    assert {slug for slug in found if found[slug] != expected[slug]} == edited


def test_a_mended_fact_is_a_revision_of_its_import(again):
    tool = Tool.objects.get(slug="forging-freedom-portal")
    job = Import.objects.filter(source__slug="starter-tools").latest("pk")
    assert Revision.objects.get(kind="tool", record_id=tool.pk, version=2).run == job.run
    assert [url for url, _title in citations(tool)] == ["https://solve.mit.edu/solutions/46424"]
    none = {slug: Tool.objects.get(slug=slug).known_none for slug in ("ofw-watch", "buyer-resist")}
    assert none == {"ofw-watch": [], "buyer-resist": ["organisations"]}


def test_what_was_brought_in_is_not_begun_again(again):
    assert starter_data.begin() == []
    assert Import.objects.count() == again.imports


def test_new_terms_and_labels_come_and_a_curators_words_stay(again):
    term = Term.objects.get(scheme__slug="technology", slug="game")
    assert (term.label, term.labels.filter(text=again.label).exists()) == ("Games", False)
    added = Term.objects.get(scheme__slug="technology", slug="virtual-reality")
    preferred = added.labels.filter(kind=TermLabel.Kind.PREFERRED)
    assert set(preferred.values_list("language", flat=True)) == {"ar", "es", "fr", "ru", "zh"}
    assert Term.objects.filter(scheme__slug="language", slug="zu").exists()
