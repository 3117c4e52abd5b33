"""A person is removed by two curators and is nowhere, also where an older backup is restored."""

import json
import os
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest
from psycopg2 import sql

from hub.site_environment import SECRET_FILES
from tests.journeys.first_screen import fits
from tests.journeys.sign_in import sign_in
from tests.journeys.test_curating import MADE, PASSWORD, SETTLED, signed_in
from tests.journeys.test_restoring import SECOND
from tests.plugins.site import RunningSite, execute

NAME, OTHER_SCRIPT = "Zerlina Quastenbeck", "Зерлина Квастенбек"
LEFT = re.compile(rf"zerlina[\W_]*quastenbeck|{OTHER_SCRIPT}", re.IGNORECASE)
NAMED = f"""
from catalogue.models import Tool
from django.contrib.auth.models import Group
from events.models import Event, EventCitation, Participation
from hub.accounts.models import Person
from hub.curation.desk.task_list import open_task
from hub.imports.models import Import, ImportRow, ImportSource
from hub.records.models import Source, recorded_change
if not Person.objects.filter(email="{SECOND}").exists():
    person = Person.objects.create_user("{SECOND}", "{PASSWORD}", is_staff=True, name="Grace")
    person.groups.set(Group.objects.filter(name="curator"))
event = Event(slug="a-hearing", name="A hearing", state="published", theme="With {OTHER_SCRIPT}")
with recorded_change(event):
    event.save()
    Participation.objects.create(event=event, name="{NAME}", affiliation="Survivor network")
    source = Source.objects.create(title="A talk with {NAME} on shelters", url="https://a.example/")
    EventCitation.objects.create(event=event, source=source, subject="theme")
tool = Tool(slug="zerlina-quastenbeck", name="A tool of hers", state="published",
            panel="not_assessed", summary="{NAME} made it.")
with recorded_change(tool):
    tool.save()
with recorded_change(tool, reason="{NAME} wrote to us."):
    tool.summary = "It helps."
    tool.save()
tool.rename("a-tool-of-hers", by=None)
open_task("in-review", "hers", title="About {NAME}")
where = ImportSource.objects.create(slug="hers", title="Hers", kind="tool")
job = Import.objects.create(kind="tool", source=where, name="A list", state="applied")
ImportRow.objects.create(batch=job, number=1, cells={{"Contact": "{NAME}"}})
print(event.pk)
"""
ARCHIVED = """
from catalogue.models import Tool
from events.models import Event
for record in (Tool.objects.get(slug="a-tool-of-hers"), Event.objects.get(slug="a-hearing")):
    record.archive(by=None, reason="The journey has ended.")
"""
PAGES = ("/events/a-hearing/", "/tools/a-tool-of-hers/", "/events/?q=zerlina", "/whats-new/",
         "/search/?q=quastenbeck")  # fmt: skip


@pytest.fixture(scope="module")
def named(running_site):
    """The site, and the key of the event at which she speaks."""
    running_site.manage("shell", "--no-imports", "-c", MADE)
    yield running_site, running_site.manage("shell", "--no-imports", "-c", NAMED).split()[-1]
    running_site.manage("shell", "--no-imports", "-c", ARCHIVED)


def lines_of_database(address):
    """Every value of every table, as text."""
    if address.startswith("sqlite"):
        database = sqlite3.connect(address.removeprefix("sqlite:///"))
        tables = "SELECT name FROM sqlite_master WHERE type = 'table'"
    else:
        database = psycopg2.connect(address)
        tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    with closing(database):
        cursor = database.cursor()
        cursor.execute(tables)
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - our own tables
            for row in cursor.fetchall():
                yield f"{table}: {readable(json.dumps(row, default=str))}"


def readable(text):
    """Letters of other scripts are escaped in JSON, once or within JSON twice."""
    return re.sub(r"\\+u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), text)


def left_in_database(address):
    return [line for line in lines_of_database(address) if LEFT.search(line)]


def left_in_files(folder):
    """Files of the site that hold it: media, index, copies, mails, logs, databases."""
    found = []
    for path in filter(Path.is_file, Path(folder).rglob("*")):
        text = readable(path.read_bytes().decode("utf-8", "replace"))
        if LEFT.search(text):
            found.append(str(path))
    return found


def test_a_person_is_removed_and_found_nowhere(open_page, axe, named, tmp_path_factory):
    site, key = named
    reader = open_page()
    for path in PAGES:
        reader.goto(path)
    reader.goto(PAGES[0])
    assert NAME in reader.locator("main").inner_text()
    assert len(left_in_database(site.environment["DATABASE_URL"])) >= 8
    backups = tmp_path_factory.mktemp("backups")
    backup = site.manage("backup", str(backups)).rpartition("Backup: ")[2].strip()

    first = signed_in(open_page())
    first.goto("/desk/redactions/")
    first.get_by_role("link", name="Remove a person or a passage").click()
    first.get_by_label("Name or passage").fill(f"{NAME}\n{OTHER_SCRIPT}")
    first.get_by_label("In its place").fill("a survivor advocate")
    first.get_by_label("Reason").fill("She asked for it by mail.")
    first.evaluate(SETTLED)
    axe(first)
    first.get_by_role("button", name="Ask, and see where it stands").click()
    first.wait_for_url("**/desk/redactions/*/")
    assert "a talk with" in first.locator("#titles ~ form").inner_text().lower()
    first.get_by_role("button", name="Save these answers").click()
    assert "Say of each title" in first.get_by_role("alert").inner_text()
    first.get_by_label("Remove it there, too").check()
    first.get_by_role("button", name="Save these answers").click()
    first.wait_for_selector(".messagelist")
    first.evaluate(SETTLED)
    axe(first)
    address = first.url

    second = open_page(width=390)
    sign_in(second, SECOND, PASSWORD)
    second.goto(address)
    second.evaluate(SETTLED)
    axe(second)
    assert fits(second)
    assert "A hearing" in second.locator("#content-main").inner_text()
    second.get_by_role("button", name="Remove it everywhere").click()
    second.wait_for_selector(".messagelist")
    for _attempt in range(120):
        if "It stood in" in second.locator("#content-main").inner_text():
            break
        second.wait_for_timeout(1_000)
        second.reload()
    assert "It stood in" in second.locator("#content-main").inner_text()
    axe(second)
    second.goto(f"/admin/events/event/{key}/history/")
    history = second.locator(".history").inner_text()
    assert "Something was removed from this record on 20" in history

    for path in PAGES:
        reader.goto(path)
        assert not LEFT.search(reader.locator("main").inner_text()), path
    reader.goto(PAGES[0])
    assert "a survivor advocate" in reader.locator("main").inner_text()
    assert left_in_database(site.environment["DATABASE_URL"]) == []
    assert left_in_files(site.var) == []
    look_after_a_restore(site, Path(backup), tmp_path_factory.mktemp("restored"))


def look_after_a_restore(site: RunningSite, backup: Path, var: Path):
    """Another database and another folder, with the journal of removals of the site."""
    for file in SECRET_FILES.values():
        if (site.var / file).exists():
            shutil.copy(site.var / file, var / file)
    given = site.environment["DATABASE_URL"]
    if given.startswith("sqlite"):
        address = f"sqlite:///{var / 'restored.sqlite3'}"
    else:
        address = urlunsplit(urlsplit(given)._replace(path=f"/restored_{os.getpid()}"))
    environment = site.environment | {
        "VAR_DIR": str(var), "DATABASE_URL": address, "REMOVALS_DIR": str(site.var / "removals"),
    }  # fmt: skip
    restored = RunningSite(site.address, var, environment, var / "log")
    try:
        printed = restored.manage("restore", str(backup))
        assert "Persons and passages that were removed since, and are again: 1." in printed
        assert left_in_database(address) == []
        assert left_in_files(var) == []
        role = [line for line in lines_of_database(address) if "a survivor advocate" in line]
        assert role
    finally:
        if not address.startswith("sqlite"):
            name = urlsplit(address).path.lstrip("/")
            drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            execute(given, drop)
