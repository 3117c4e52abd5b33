"""Two curators, a record, and a name that stands wherever a name may stand."""

import pytest
from django.db import connection
from django.test import Client

from catalogue.models import ToolCitation
from hub.curation.desk.models import TaskComment
from hub.curation.desk.task_list import open_task
from hub.curation.purging.stored_texts import RecordKey
from hub.imports.models import Import, ImportRow, ImportSource
from hub.records.models import Change, RecordNotice, Source, recorded_change
from tests.plugins.cast import make_a_person, note_password

NAME = "Maria Quellenfeld"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture(autouse=True)
def _journal(settings, tmp_path):
    removals = settings.STORAGES["removals"]
    settings.STORAGES = settings.STORAGES | {
        "removals": removals | {"OPTIONS": {"location": tmp_path / "removals"}}
    }


@pytest.fixture
def first(signed_in):
    return signed_in("curator", name="Ada")


@pytest.fixture
def second(first):
    from django.contrib.auth.models import Group

    person = make_a_person(is_staff=True, name="Grace")
    person.groups.set(Group.objects.filter(name="curator"))
    browser = Client()
    browser.force_login(person, backend=BACKEND)
    note_password(browser, person)
    return browser


@pytest.fixture
def tool(make_tool):
    """A tool whose earlier versions hold the name, in its facts, its address and its reason."""
    tool = make_tool(slug="maria-quellenfeld", name="One", summary=f"Ask {NAME} for it.")
    with recorded_change(tool, reason=f"{NAME} wrote to us."):
        tool.summary = "Ask the shelter."
        tool.save()
    tool.rename("one", by=None)
    return tool


@pytest.fixture
def key(tool):
    return RecordKey("tool", tool.pk)


@pytest.fixture
def everywhere(tool, make_suggestion):
    """The name in every table that tells of the record."""
    with recorded_change(tool):
        tool.caution = f"Call maria  QUELLENFELD, not {NAME.lower()}s."
        tool.save()
        source = Source.objects.create(title=f"Talk with {NAME}", url="https://a.example/x")
        ToolCitation.objects.create(tool=tool, source=source, note=f"{NAME} said so")
    Change.objects.create(kind="tool", record_id=tool.pk, slug="maria-quellenfeld", title=NAME,
                          what="updated", visibility="public", seq=1)  # fmt: skip
    RecordNotice.objects.create(record_kind="tool", record_id=tool.pk, kind="x", facts=[NAME])
    make_suggestion(words=f"Take {NAME} out.")
    task = open_task("in-review", "x", title=f"About {NAME}", detail=NAME)
    TaskComment.objects.create(task=task, text=f"{NAME} rang.")
    where = ImportSource.objects.create(slug="a", title="A", kind="tool")
    job = Import.objects.create(kind="tool", source=where, name="A list")
    ImportRow.objects.create(
        batch=job, number=1, cells={"Contact": NAME}, row={"contact": [NAME]}, record_id=tool.pk
    )


@pytest.fixture
def dump():
    """Every table of the database as one text."""

    def read():
        lines = []
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names(cursor):
                cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - our own tables
                lines += [f"{table} {row!r}" for row in cursor.fetchall()]
        return "\n".join(lines)

    return read


@pytest.fixture(autouse=True)
def _two_people(settings):
    settings.TWO_PEOPLE = True
