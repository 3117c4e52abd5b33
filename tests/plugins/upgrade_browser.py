"""The other end of tests/plugins/upgrade.py's Browser: a question a line, an answer a line.

Runs in a process of its own. Nothing of the project is imported by name but what an entry point
calls: the site is what its settings make it.
"""

import json
import os
import re
import sys
import traceback
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import django
from django.conf import settings

from hub import site_environment

site_environment.load()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
# Names without fingerprints: nobody has collected the static files.
settings.STORAGES["staticfiles"]["BACKEND"] = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
)
Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
django.setup()

from celery import current_app  # noqa: E402
from django.apps import apps  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.contrib.contenttypes.models import ContentType  # noqa: E402
from django.test import Client  # noqa: E402

RECORD = re.compile(
    r"^/(tools|organisations|practice|misuse|events|documents|recommendations)/[^/?#]+/$"
)
# Pages that show what comes next: other events on another day.
OF_THE_DAY = ("/", "/events/", "/events/?", "/events/?ended=1")
CLIENTS: dict[str, Client] = {}


class Main(HTMLParser):
    """The heading of a page, and the records that its main part leads to."""

    def __init__(self) -> None:
        super().__init__()
        self.heading, self.records = "", set[str]()
        self.in_main = self.in_heading = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.in_main |= tag == "main"
        self.in_heading |= tag == "h1"
        target = dict(attrs).get("href") or ""
        if tag == "a" and self.in_main and RECORD.match(target):
            self.records.add(target)

    def handle_endtag(self, tag: str) -> None:
        if tag == "main":
            self.in_main = False
        elif tag == "h1":
            self.in_heading = False

    def handle_data(self, data: str) -> None:
        self.heading += data if self.in_heading else ""


def client(by: str) -> Client:
    """A browser of its own for each person; "" is a reader. Signed in by the form."""
    if by not in CLIENTS:
        CLIENTS[by] = Client(raise_request_exception=True)
        if by:
            address, password = by.split(" ", 1)
            sent = {"login": address, "password": password}
            answer = CLIENTS[by].post("/accounts/login/", sent)
            assert answer.status_code == 302, f"{address} cannot sign in: {answer.status_code}"
    return CLIENTS[by]


def plain(response: Any) -> dict[str, Any]:
    content = b"".join(response) if response.streaming else response.content
    kind = response.get("Content-Type", "")
    readable = "text" in kind or "json" in kind or "xml" in kind
    return {
        "status": response.status_code,
        "location": response.get("Location", ""),
        "type": kind.partition(";")[0],
        "text": content.decode() if readable else "",
    }


def get(path: str, by: str) -> dict[str, Any]:
    return plain(client(by).get(path))


def post(path: str, by: str, fields: dict[str, Any]) -> dict[str, Any]:
    return plain(client(by).post(path, fields))


def look(path: str, by: str) -> dict[str, Any]:
    """What a page shows, without its words: of a feed and a calendar the names of their entries."""
    page = get(path, by)
    page_facts: dict[str, Any] = {"status": page["status"]}
    if page["location"]:
        page_facts["location"] = page["location"]
    elif page["type"] == "application/atom+xml":
        page_facts["entries"] = sorted(re.findall(r"<id>([^<]*)</id>", page["text"]))
    elif page["type"] == "text/calendar":
        unfolded = page["text"].replace("\r\n ", "")
        page_facts["entries"] = sorted(re.findall(r"^UID:(.*?)\r?$", unfolded, re.MULTILINE))
    elif page["type"] == "text/html" and page["status"] == 200:
        main = Main()
        main.feed(page["text"])
        page_facts["heading"] = " ".join(main.heading.split())
        page_facts["records"] = sorted(main.records)
        if path.startswith("/subscribe/?"):
            # How many items the filter had in each of four weeks; its last mail goes by the day.
            page_facts["records"] = re.findall(r"<td><b>([\d,]+)</b>", page["text"])
        elif path in OF_THE_DAY:
            page_facts = {"status": page["status"]}
    return page_facts


def task(name: str, arguments: list[Any]) -> None:
    """Run a task here, as a worker would; what it enqueues nobody takes up."""
    current_app.loader.import_default_modules()
    current_app.tasks[name].apply(args=arguments, throw=True)


def table_of(content_type: ContentType) -> str:
    model = content_type.model_class()
    return model._meta.db_table if model else ""


def permissions() -> dict[str, list[str]]:
    """Who may do what: role or person -> "<action> <table>"; codenames follow names of classes."""
    tables = {content_type.pk: table_of(content_type) for content_type in ContentType.objects.all()}
    group_model = apps.get_model("auth", "Group")
    may: dict[str, list[str]] = {}
    for group in group_model.objects.all():
        may[f"role {group.name}"] = _given(group.permissions.all(), tables)
    for person in get_user_model().objects.all():
        roles = sorted(person.groups.values_list("name", flat=True))
        own = _given(person.user_permissions.all(), tables)
        may[f"person {person.email}"] = [*(f"role {role}" for role in roles), *own]
    return may


def _given(rows: Any, tables: dict[int, str]) -> list[str]:
    return sorted(
        f"{row.codename.partition('_')[0]} {tables[row.content_type_id]}"
        for row in rows
        if tables[row.content_type_id]
    )


def log_entries() -> list[list[Any]]:
    """The admin's log: key, table of the model, key of the object, its name, and what was done."""
    rows = apps.get_model("admin", "LogEntry").objects.order_by("pk").select_related("content_type")
    return [
        [row.pk, table_of(row.content_type), row.object_id, row.object_repr, row.action_flag]
        for row in rows
    ]


def models() -> dict[str, str]:
    return {model._meta.label_lower: model._meta.db_table for model in apps.get_models()}


def languages() -> list[str]:
    return [code for code, _name in settings.LANGUAGES]


DOES = {
    "get": get, "post": post, "look": look, "task": task, "permissions": permissions,
    "log": log_entries, "models": models, "languages": languages,
}  # fmt: skip


def main() -> None:
    answers = sys.stdout
    sys.stdout = sys.stderr
    settings.ALLOWED_HOSTS.append("testserver")
    for line in sys.stdin:
        question = json.loads(line)
        try:
            answer = {"answer": DOES[question.pop("do")](**question)}
        except Exception:  # noqa: BLE001 - told to the test that asked
            answer = {"fault": traceback.format_exc()}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
