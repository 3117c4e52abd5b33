"""Every address, with every role and every method: who is let in, and what else is answered.

Addresses come from the URLconf, with the keys of real rows. What is expected is declared here by
prefix and role, and not taken from the permissions that the site gives.
"""

import logging
import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.urls.resolvers import LocalePrefixPattern

from hub.accounts.roles import ADMINISTRATOR, CURATOR, FOCAL_POINT, VOCABULARY
from hub.imports.models import ImportSource, Profile
from hub.imports.staging import create_job
from hub.records.registry import record_types
from tests.plugins.cast import note_password
from tests.plugins.drill import WHOLE

pytestmark = pytest.mark.usefixtures("starter")

METHODS = ("get", "head", "post", "put", "patch", "delete", "options", "trace")
ALWAYS_ASKED = ("get", "post")
SELDOM_ASKED = tuple(method for method in METHODS if method not in ALWAYS_ASKED)
# A reader with an account, staff without a role, and an account that was closed while signed in.
# The focal point is one of no organisation: what is theirs is in test_own_records_matrix.py.
ROLES = ("anonymous", "closed", "reader", "staff", VOCABULARY, FOCAL_POINT, CURATOR, ADMINISTRATOR)
EVERYBODY, CURATORS = set(ROLES), {CURATOR, ADMINISTRATOR}
STAFF = {"staff", VOCABULARY, FOCAL_POINT} | CURATORS
OF_RECORDS = "|".join(
    f"{one.model._meta.app_label}/{one.model._meta.model_name}" for one in record_types.values()
)
WRITTEN_BY_THE_SITE = (
    "core/(revision|change|formerslug)|vocabulary/scheme|digests/mail|outbox/pauses|monitoring/.*"
)
ENTRIES = "recommendations/(followup|managementresponse)"
RULES = (  # the first that fits: a beginning of the path, and who is let in
    (r"/admin/logout/", EVERYBODY),
    (r"/admin/login/", EVERYBODY - {"reader"}),  # is signed in, and told that it does not help
    (r"/admin/(password_change/(done/)?|jsi18n/|r/.*)?$", STAFF),
    (r"/admin/(mail|identity)/", {ADMINISTRATOR}),
    (r"/admin/(catalogue/|x)$", STAFF),  # nothing is found by whoever may see nothing of it
    (r"/admin/[^/]+/[^/]+/\d+/$", STAFF),  # leads on to the form below it, which asks
    (r"/admin/accounts/accesschange/(add/|.*/delete/)", set()),
    (r"/admin/accounts/", {ADMINISTRATOR}),
    (r"/admin/vocabulary/termlabel/add/", {VOCABULARY}),
    (r"/admin/vocabulary/term/(add/|.*/revive/)", {VOCABULARY}),
    (r"/desk/vocabulary/.*/(rename|merge|split|retire|undo|x)/", {VOCABULARY}),
    (r"/desk/vocabulary/", {VOCABULARY} | CURATORS),
    # Entrances: what they show of records is the person's own.
    (rf"/admin/({OF_RECORDS})/$", {FOCAL_POINT} | CURATORS),
    (rf"/admin/({OF_RECORDS})/next-to-check/", {FOCAL_POINT} | CURATORS),
    (r"/admin/autocomplete/", {FOCAL_POINT} | CURATORS),
    (r"/desk/(closed/|drafts/|suggestions/|confirmations/)?$", {FOCAL_POINT} | CURATORS),
    (rf"/admin/{ENTRIES}/add/", set()),  # on the form of their recommendation
    (rf"/admin/{ENTRIES}/[^/]+/delete/", CURATORS),
    (r"/admin/[^/]+/[^/]+/[^/]+/delete/", set()),  # records are archived, terms retired
    (rf"/admin/({WRITTEN_BY_THE_SITE})/add/", set()),
    (r"/admin/(digests|outbox|monitoring)/", {ADMINISTRATOR}),
    (r"/admin/(auth|account)/", set()),
    (r"/desk/held-data/", {ADMINISTRATOR}),
    (r"/admin/vocabulary/", {VOCABULARY, FOCAL_POINT} | CURATORS),
    (r"/admin/core/source/", {FOCAL_POINT} | CURATORS),
    (r"/desk/look-alikes/", STAFF),  # who may see no more gets what everybody may read
    (r"/admin/", CURATORS),
    (r"/(curate|desk)/", CURATORS),
    (r"/", EVERYBODY),
)
CURATORS_PAGES = ("/admin/", "/curate/", "/desk/")
FORMS_OF_ANYBODY = (r"/subscri", r"/report/", r"/tell/", r"/answer/", r"/confirm/", r"/accounts/")
WRITING_BY_LINK = ("/subscri", "/report/", "/tell/", "/answer/", "/confirm/", "/accounts/")
AUTOCOMPLETED = "?app_label=catalogue&model_name=deployment&field_name=tool"
SIGN_IN = ("/accounts/login/", "/admin/login/")
# What those who are let in may be answered; 409: a page that comes too late.
LET_IN = {200, 301, 302, 303, 400, 404, 405, 409}


class Cell(NamedTuple):
    path: str
    role: str
    method: str
    status: int
    leads_to: str = ""
    is_empty: bool = False

    @property
    def is_refused(self) -> bool:
        tells_methods = self.method == "options" and self.is_empty
        no_such_row = "/0/" in self.path and self.leads_to == "/admin/"
        is_sent_away = self.leads_to in SIGN_IN or no_such_row
        return self.status in (403, 405) or is_sent_away or tells_methods

    @property
    def is_expected(self) -> bool:
        let_in = next(roles for rule, roles in RULES if re.match(rule, self.path))
        if self.role not in let_in:
            return self.is_refused
        if self.path.startswith(CURATORS_PAGES):
            # Some do not take every method, or not for this row; a form that is only read is 403.
            return self.status in LET_IN or (self.method != "get" and self.status == 403)
        is_form = any(re.match(form, self.path) for form in FORMS_OF_ANYBODY)
        if self.method in ("get", "head"):
            tells_health = self.path.startswith("/healthz/") and self.status == 503
            return self.status in {200, 301, 302, 400, 404} or tells_health
        return self.status == 405 or (is_form and self.status in {*LET_IN, 403})


def told(cells: list[Cell]) -> list[str]:
    """The unexpected ones, in lines that a failing test prints whole."""
    return [
        f"{each.role} {each.method} {each.path}: {each.status} {each.leads_to}"
        for each in cells
        if not each.is_expected
    ]


@pytest.fixture(autouse=True)
def _quiet():
    """Thousands of refusals are what is wanted, and would be told with a traceback each."""
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


def routes(resolver=None, before: str = "/") -> Iterator[tuple[str, str]]:
    """Each address of the URLconf as it is written there, and its name."""
    for pattern in (resolver or get_resolver()).url_patterns:
        is_language = isinstance(pattern.pattern, LocalePrefixPattern)
        route = before + ("" if is_language else str(pattern.pattern))
        if isinstance(pattern, URLPattern):
            yield route, str(pattern.name)
        else:
            yield from routes(pattern, route)


@pytest.fixture
def addresses(starter, make_person, make_answered_question):
    """Every address, with real rows in the place of its parameters."""
    make_person(email="somebody@example.org")
    make_answered_question()
    source = ImportSource.objects.create(slug="list", title="A list", kind="tool")
    Profile.objects.create(slug="list", title="A list", source=source)
    job = create_job(ContentFile(b"Name\nA tool\n"), source=source, name="list.csv")
    models = {
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"): model
        for model in admin.site._registry
    }
    tools = record_types["tool"].model.objects.order_by("pk").values_list("pk", flat=True)[:2]
    slugs = {
        kind: record_type.model.objects.published().order_by("pk").values_list("slug", flat=True)[0]
        for kind, record_type in record_types.items()
    }
    slugs |= {"scheme": "purpose", "event-calendar": slugs["event"], "record": slugs["tool"]}

    def filled(route: str, name: str) -> str:
        under = re.match(r"/admin/\w+/\w+/", route)
        row = models[under[0]].objects.order_by("pk").first() if under and under[0] in models else 0
        values = {
            "path:object_id": getattr(row, "pk", 0), "path:content_type_id": 1, "int:pk": job.pk,
            "slug:action_name": "publish", "int:number": 1, "int:version": 1, "str:name": "a.log",
            "slug:scheme": "purpose", "follow_up_format:form": "csv",
            "slug:digest": "0123456789abcdef", "slug:light": "0a4d54", "slug:dark": "94d3d3",
            "slug:name": "records", "slug:page": "home", "slug:language": "en",
            "int:goes": tools[0], "int:stays": tools[1],
            "slug:kind": "tool", "int:key": record_types["tool"].model.objects.first().pk,
            "slug:slug": slugs.get(name) or slugs.get(name.partition("-")[0], "list"),
        }  # fmt: skip
        if name == "term":
            values["slug:slug"] = "case-management"
        if name == "autocomplete":
            route += AUTOCOMPLETED
        for converter, value in values.items():
            route = route.replace(f"<{converter}>", str(value))
        route = re.sub(r"\(\?P<app_label>.*?\)", "catalogue", route)
        route = re.sub(r"\(\?P<\w+>[^)]*\)", "x", route)
        return re.sub(r"[$^]", "", route).replace("//", "/")

    return [filled(route, name) for route, name in routes()]


@pytest.fixture
def browser(make_person):
    """What a role is signed in with. Whatever is asked for is rolled back by ``ask``."""

    def make(role: str) -> Client:
        client = Client(raise_request_exception=False)
        if role == "anonymous":
            return client
        person = make_person(is_staff=role != "reader", email=f"{role}@example.org")
        group = ADMINISTRATOR if role == "closed" else role
        person.groups.set(Group.objects.filter(name=group))
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        note_password(client, person)
        if role == "closed":
            person.is_active = False
            person.save()
        return client

    return make


def ask(client: Client, role: str, path: str, method: str) -> Cell:
    with transaction.atomic():
        response = getattr(client, method)(path)
        transaction.set_rollback(True)
    leads_to = response.headers.get("Location", "").partition("?")[0]
    if response.streaming:
        list(response)  # to its end, where it closes its file
    is_empty = not response.streaming and not response.content
    return Cell(path, role, method, response.status_code, leads_to, is_empty)


def test_whoever_is_not_let_in_is_refused_everywhere(addresses, browser):
    """What a forgotten permission lets in first: staff without a role. The rest is slow."""
    guarded = [path for path in addresses if path.startswith(CURATORS_PAGES)]
    assert len(guarded) > 150
    client = browser("staff")
    cells = [ask(client, "staff", path, method) for path in guarded for method in ("get", "post")]
    assert not told(cells), "\n".join(told(cells))


def methods_asked(role: str, number: int) -> tuple[str, ...]:
    """Of the address with this number: all in the whole drill, else by each role another third one.

    So an address is asked by all methods, and a role asks by all.
    """
    if WHOLE:
        return METHODS
    return *ALWAYS_ASKED, SELDOM_ASKED[(ROLES.index(role) + number) % len(SELDOM_ASKED)]


@pytest.mark.drill
@pytest.mark.parametrize("role", ROLES)
def test_every_address_role_and_method(addresses, browser, drill_table, role):
    client = browser(role)
    cells = [
        ask(client, role, path, method)
        for number, path in enumerate(addresses)
        for method in methods_asked(role, number)
    ]
    drill_table.add(
        f"a role that is let in too far: {role}",
        f"{len(addresses)} addresses, {len(METHODS)} methods",
        of=f"{len(cells):,} cells",
        limit="0 unexpected cells",
        met=not told(cells),
    )
    assert not told(cells), "\n".join(told(cells))
    if role == ADMINISTRATOR:  # the rows were real
        assert sum(cell.status == 200 and cell.method == "get" for cell in cells) > 100


@pytest.mark.drill
def test_a_get_changes_nothing(addresses, browser):
    """No method that is called safe writes a row, but for sessions."""
    client, wrote = browser(ADMINISTRATOR), []

    def refuse_writing(execute, sql, params, many, context):
        if re.match(r"(INSERT|UPDATE|DELETE)", sql) and Session._meta.db_table not in sql:
            wrote.append((path, sql[:60]))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse_writing):
        for path in addresses:
            if path.startswith((*CURATORS_PAGES, *WRITING_BY_LINK)):
                ask(client, ADMINISTRATOR, path, "get")
    assert wrote == []
