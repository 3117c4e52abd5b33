"""Every role at every kind of object with every verb: the focal point's own, and those of others.

The focal point works for one organisation. Each cell is asked of the site as a browser asks, with
what a person could send by hand; what is expected is declared here.
"""

import logging
import re
from typing import NamedTuple

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.utils import timezone

from hub.accounts.roles import ADMINISTRATOR, CURATOR, FOCAL_POINT, VOCABULARY
from hub.curation.bulk_changes.models import BulkChange
from hub.curation.confirmations.models import Confirmation
from hub.curation.desk.task_list import open_task
from hub.curation.drafts import record_drafts
from hub.curation.purging.models import PurgeRequest
from hub.curation.questions.models import Question
from hub.curation.redaction.models import Redaction
from hub.imports.models import ImportSource
from hub.imports.staging import create_job
from hub.records.models import Source, recorded_change
from tests.plugins.stewards import browser_of

pytestmark = pytest.mark.django_db
ROLES = ("anonymous", "closed", "reader", "staff", VOCABULARY, FOCAL_POINT, CURATOR, ADMINISTRATOR)
CURATORS = frozenset({CURATOR, ADMINISTRATOR})
OWN = CURATORS | {FOCAL_POINT}
WISH = {"add": {}, "remove": {}, "verification": "", "next_review_on": "", "state": ""}
LET_IN = {200, 301, 302, 303, 400, 409}


class Verb(NamedTuple):
    """``own``, ``other``: who may, at the focal point's own record and at another body's."""

    name: str
    method: str
    path: str
    own: frozenset[str] = OWN
    other: frozenset[str] = CURATORS


ADMIN, DRAFT = "/admin/catalogue/tool/{tool}/", "/desk/drafts/tool/{tool}/"
VERBS = (
    Verb("record: read its form", "get", f"{ADMIN}change/"),
    Verb("record: edit", "post", f"{ADMIN}change/"),
    Verb("record: history", "get", f"{ADMIN}history/"),
    Verb("record: restore", "post", f"{ADMIN}history/1/restore/"),
    Verb("record: publish", "post", f"{ADMIN}do/publish/"),
    Verb("record: send to review", "post", f"{ADMIN}do/review/"),
    Verb("record: verify", "post", f"{ADMIN}do/verify/"),
    Verb("record: take back", "post", f"{ADMIN}do/draft/", own=CURATORS),
    Verb("record: archive", "post", f"{ADMIN}do/archive/", own=CURATORS),
    Verb("record: delete", "post", f"{ADMIN}delete/", own=frozenset(), other=frozenset()),
    Verb("record: check", "get", "/desk/check/tool/{slug}/"),
    Verb("record: check, by key", "get", "/desk/check/record/tool/{tool}/"),
    Verb("record: conclude a check", "post", "/desk/check/tool/{slug}/end/"),
    Verb("record: preview", "get", "/tools/{hidden}/?preview=1"),
    Verb("record: ask its maker", "get", "/desk/confirmations/ask/tool/{tool}/", own=CURATORS),
    Verb("record: contacts", "get", "/desk/contacts/tool/{tool}/", own=CURATORS),
    Verb("record: add a contact", "post", "/desk/contacts/tool/{tool}/", own=CURATORS),
    Verb("record: purge a text", "post", "/desk/purging/ask/tool/{tool}/", own=CURATORS),
    Verb("steward: see", "get", "/desk/stewards/tool/{tool}/", own=CURATORS),
    Verb("steward: name", "post", "/desk/stewards/tool/{tool}/", own=CURATORS),
    Verb("organisation: edit", "post", "/admin/catalogue/organisation/{body}/change/"),
    Verb("organisation: merge", "get", "/desk/merges/organisation/{body}/", own=CURATORS),
    Verb("draft: begin", "post", f"{DRAFT}begin/"),
    Verb("draft: read its form", "get", DRAFT),
    Verb("draft: edit", "post", DRAFT),
    Verb("draft: compare", "get", f"{DRAFT}compare/"),
    Verb("draft: preview", "get", f"{DRAFT}preview/"),
    Verb("draft: make a link", "post", f"{DRAFT}links/"),
    Verb("draft: drop", "post", f"{DRAFT}drop/"),
    Verb("draft: set a time", "post", f"{DRAFT}times/", own=CURATORS),
    Verb("task: read", "get", "/desk/{task}/"),
    Verb("task: take", "post", "/desk/{task}/assign/"),
    Verb("task: comment", "post", "/desk/{task}/comment/"),
    Verb("task: close", "post", "/desk/{task}/close/", own=CURATORS),
    Verb("task: reopen", "post", "/desk/{task}/reopen/", own=CURATORS),
    Verb("suggestion: read", "get", "/desk/suggestions/{suggestion}/"),
    Verb("suggestion: decide", "post", "/desk/suggestions/{suggestion}/"),
    Verb("suggestion: begin", "post", "/desk/suggestions/{suggestion}/take/"),
    Verb("suggestion: ask back", "post", "/desk/suggestions/{suggestion}/ask/"),
    Verb("suggestion: hide its record", "post", "/desk/suggestions/{suggestion}/hide/",
         own=CURATORS),
    Verb("report of danger: read", "get", "/desk/suggestions/{danger}/", own=CURATORS),
    Verb("report of danger: decide", "post", "/desk/suggestions/{danger}/", own=CURATORS),
    Verb("question: let through", "get", "/desk/questions/from/{asked}/", own=CURATORS),
    Verb("question: read", "get", "/desk/questions/{question}/", own=CURATORS),
    Verb("question: reword", "post", "/desk/questions/{question}/words/", own=CURATORS),
    Verb("question: close", "post", "/desk/questions/{question}/close/", own=CURATORS),
    Verb("confirmation: read", "get", "/desk/confirmations/{confirmation}/"),
    Verb("confirmation: settle", "post", "/desk/confirmations/{confirmation}/"),
    Verb("confirmation: withdraw", "post", "/desk/confirmations/{confirmation}/withdraw/",
         own=CURATORS),
)  # fmt: skip
# What is about no single record of a body. The second: who may.
ALONE = (
    ("record: add", "post", "/admin/catalogue/tool/add/", CURATORS),
    ("records: change many", "get", "/desk/bulk/", CURATORS),
    ("records: take a change of many back", "post", "/desk/bulk/{bulk}/undo/", CURATORS),
    ("purge: decide", "post", "/desk/purging/{purge}/", CURATORS),
    ("redaction: ask", "post", "/desk/redactions/ask/", CURATORS),
    ("redaction: decide", "post", "/desk/redactions/{redaction}/", CURATORS),
    ("suggestions: drop many", "post", "/desk/suggestions/drop/", CURATORS),
    ("confirmations: enter many", "post", "/desk/confirmations/enter/", CURATORS),
    ("desk: read", "get", "/desk/", OWN),
    ("desk: numbers", "get", "/desk/numbers/", CURATORS),
    ("import: list", "get", "/curate/imports/", CURATORS),
    ("import: read", "get", "/curate/imports/{job}/", CURATORS),
    ("import: begin", "post", "/curate/imports/new/", CURATORS),
    ("source: add", "get", "/admin/core/source/add/", OWN),
    ("source: edit", "post", "/admin/core/source/{source}/change/", CURATORS),
    ("term: read", "get", "/admin/vocabulary/term/{term}/change/", OWN | {VOCABULARY}),
    ("term: edit", "post", "/admin/vocabulary/term/{term}/change/", frozenset({VOCABULARY})),
    ("term: add", "post", "/admin/vocabulary/term/add/", frozenset({VOCABULARY})),
    ("term: merge", "get", "/desk/vocabulary/term/{term}/merge/", frozenset({VOCABULARY})),
    ("term: retire", "post", "/desk/vocabulary/term/{term}/retire/", frozenset({VOCABULARY})),
    ("term: use again", "post", "/admin/vocabulary/term/{term}/revive/", frozenset({VOCABULARY})),
    ("ledger: read", "get", "/admin/core/revision/", CURATORS),
    ("person: list", "get", "/admin/accounts/person/", frozenset({ADMINISTRATOR})),
    ("person: edit", "post", "/admin/accounts/person/{person}/change/",
     frozenset({ADMINISTRATOR})),
    ("person: remove", "post", "/admin/accounts/person/{person}/delete/",
     frozenset({ADMINISTRATOR})),
    ("person: send a link", "post", "/admin/accounts/person/{person}/send-link/",
     frozenset({ADMINISTRATOR})),
    ("access: read the log", "get", "/admin/accounts/accesschange/", frozenset({ADMINISTRATOR})),
    ("identity: one's own second factor", "get", "/accounts/second-factors/",
     frozenset(ROLES) - {"anonymous", "closed"}),
    ("mail: read", "get", "/admin/digests/mail/", frozenset({ADMINISTRATOR})),
)  # fmt: skip


@pytest.fixture(autouse=True)
def _quiet():
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def body(make_organisation):
    return make_organisation(name="Own body")


@pytest.fixture
def make_objects(make_tool, make_suggestion, make_person, steward):
    """One of each object about the records of a body, by name."""

    def make(body):
        tool, hidden = make_tool(state="published"), make_tool(state="draft")
        with recorded_change(tool):  # a version that can be restored
            tool.summary = "Other words."
            tool.save()
        for record in (tool, hidden, body):
            steward(record, body)
        by = make_person()
        record_drafts.begin(tool, by=by)
        about = {"record_kind": "tool", "record_id": tool.pk}
        task = open_task("disputed", f"tool:{tool.pk}", title="x", **about)
        asked = make_suggestion(record=tool, kind="question")
        question = Question.objects.create(
            suggestion=make_suggestion(record=tool, kind="question"), title="Why?", **about
        )
        confirmation = Confirmation.objects.create(
            state="answered", sent_in_at=timezone.now(), asked_by=by, **about
        )
        return {
            "tool": tool.pk, "slug": tool.slug, "hidden": hidden.slug, "body": body.pk,
            "task": task.pk, "suggestion": make_suggestion(record=tool).pk, "asked": asked.pk,
            "danger": make_suggestion(record=tool, kind="danger").pk, "question": question.pk,
            "confirmation": confirmation.pk,
        }  # fmt: skip

    return make


@pytest.fixture
def alone(make_tool, make_term, make_person):
    source = ImportSource.objects.create(slug="list", title="A list", kind="tool")
    job = create_job(ContentFile(b"Name\nA tool\n"), source=source, name="list.csv")
    bulk = BulkChange.objects.create(record_kind="tool", count=1, reason="x", requested=WISH)
    redaction = Redaction.objects.create(instead="x", reason="x")
    purge = PurgeRequest.objects.create(record_kind="tool", record_id=make_tool().pk, reason="x")
    return {
        "job": job.pk, "bulk": bulk.pk, "purge": purge.pk, "term": make_term().pk,
        "redaction": redaction.pk,
        "source": Source.objects.create(title="A report").pk,
        "person": make_person(email="somebody@example.org").pk,
    }  # fmt: skip


@pytest.fixture
def browser(make_person, make_focal_point, body):
    """What a role is signed in with; ``closed``: as an administrator until a moment ago."""

    def make(role):
        if role == "anonymous":
            return Client(raise_request_exception=False)
        if role == FOCAL_POINT:
            return browser_of(make_focal_point(body))
        person = make_person(is_staff=role != "reader")
        group = ADMINISTRATOR if role == "closed" else role
        person.groups.set(Group.objects.filter(name=group))
        client = browser_of(person)
        if role == "closed":
            person.is_active = False
            person.save()
        return client

    return make


def is_let_in(client, method, path):
    """What is asked for is rolled back. Nothing of it may fail."""
    with transaction.atomic():
        answer = getattr(client, method)(path)
        transaction.set_rollback(True)
    assert answer.status_code < 500, f"{method} {path}: {answer.status_code}"
    leads_to = answer.headers.get("Location", "")
    if re.match(r"/(accounts|admin)/login/", leads_to):
        return False
    return answer.status_code in LET_IN


@pytest.mark.parametrize("role", ROLES)
def test_every_verb_at_ones_own_record_and_at_anothers(
    role, browser, body, make_objects, make_organisation
):
    client, wrong = browser(role), []
    objects = {"own": make_objects(body), "other": make_objects(make_organisation())}
    for verb in VERBS:
        for whose in ("own", "other"):
            found = is_let_in(client, verb.method, verb.path.format(**objects[whose]))
            if found != (role in getattr(verb, whose)):
                wrong.append(f"{whose} {verb.name}: {'let in' if found else 'refused'}")
    assert wrong == []


@pytest.mark.parametrize("role", ROLES)
def test_every_verb_at_what_is_nobodys(role, browser, alone):
    client, wrong = browser(role), []
    for name, method, path, roles in ALONE:
        found = is_let_in(client, method, path.format(**alone))
        if found != (role in roles):
            wrong.append(f"{name}: {'let in' if found else 'refused'}")
    assert wrong == []
