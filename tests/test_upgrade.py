"""Nothing that a reader, a curator or a subscriber has is lost by an upgrade.

The dumps in tests/data/upgrade were filled by the code of 0.1.0 (recipe.py there tells how). Each
is restored, migrated by `manage.py migrate`, and used from outside: by its addresses, the links in
mails that were sent, the pages of curators and the names of tasks.
"""

from __future__ import annotations

import email
import email.policy
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from tests.plugins import upgrade
from tests.plugins.drill import sampled
from tests.plugins.upgrade import ROOT, Browser, Database

pytestmark = pytest.mark.drill

# What changed since the dumps were made, on purpose. Everything else must be as it was.
TABLES_GONE: frozenset[str] = frozenset(
    {"imports_write", "catalogue_load", "catalogue_loadproblem"}
)
# Tables of records that there were none of: what roles may do with them is new.
TABLES_ADDED: frozenset[str] = frozenset(
    {
        "identity_identityversion",
        "identity_identitydraft",
        "vocabulary_termsuccessor",
        "vocabulary_changes_termchange",
        "vocabulary_changes_termchange_successors",
        "catalogue_helpline",
        "catalogue_helplineterm",
        "catalogue_helplinechannel",
        "catalogue_helplinecitation",
        "accounts_passwordrequest",
        "accounts_accesschange",
        "accounts_unusedaccountwarning",
        "stewards_stewardship",
        "stewards_stewardchange",
        "stewards_focalpoint",
        "anonymous_forms_ratelimit",
        "outbox_mailhold",
        "reporting_reportrequest",
        "reporting_reportanswer",
        "reporting_reportmail",
        "reporting_erasedfocalpoint",
        "monitoring_heartbeat",
        "monitoring_incident",
        "recommendations_documentaddressee",
        "recommendations_recommendationaddressee",
        "recommendations_reportinground",
        "core_pagechange",
        "core_recordnotice",
        "desk_task",
        "desk_taskcomment",
        "desk_taskcomment_mentioned",
        "suggestions_suggestion",
        "suggestions_suggestedfact",
        "suggestions_suggestionmessage",
        "suggestions_suggestionmail",
        "record_checks_recordcheck",
        "record_checks_checkanswer",
        "contacts_contact",
        "confirmations_confirmation",
        "mfa_authenticator",
        "socialaccount_socialaccount",
        "socialaccount_socialapp",
        "socialaccount_socialtoken",
        "confirmations_confirmationanswer",
        "confirmations_confirmationmail",
        "contacts_refusedcontact",
        "link_checks_checkedaddress",
        "link_checks_addressuse",
        "link_checks_checkedhost",
        "link_checks_checknight",
        "bulk_changes_bulkchange",
        "purging_purgerequest",
        "redaction_redaction",
        "redaction_redactedrecord",
        "merging_recordmerge",
        "drafts_recorddraft",
        "drafts_previewlink",
        "drafts_timedstep",
        "questions_answeredquestion",
        "questions_questionterm",
        "questions_questionanswer",
        "questions_questioncitation",
        "questions_question",
        "questions_answerrequest",
        "questions_answer",
        "questions_requestmail",
        "questions_practitioner",
        "numbers_nightlycount",
    }
)
COLUMNS_GONE: frozenset[tuple[str, str]] = frozenset({("imports_importrow", "prepared")})
# Columns that may be empty by now: what they tell may be not known.
COLUMNS_OPTIONAL: frozenset[tuple[str, str]] = frozenset({("catalogue_tool", "scope")})
# Columns that migrations write anew: keys by which names are found, folded otherwise since.
COLUMNS_REWRITTEN: frozenset[tuple[str, str]] = frozenset({("catalogue_organisationname", "key")})
# Label of a model then -> label now. Its table stays.
MODELS_MOVED: dict[str, str] = {
    "digests.asked": "digests.addresslookup",
    "digests.confirmationcount": "anonymous_forms.mailcount",
    "digests.mail": "outbox.mail",
    "digests.posted": "digests.pendingsignup",
    "imports.imported": "imports.sourcerecordstate",
    "imports.share": "imports.rowrange",
}
# How many rows of a table go, by database: what an import that was at work had made in secret. It
# goes back to its last safe state: the marks of its workers, and on SQLite its hidden drafts.
ROWS_GONE: dict[str, dict[str, int]] = {
    "postgresql": {"imports_share": 1},
    "sqlite": {"imports_share": 1, "catalogue_tool": 10, "core_revision": 10},
}
# Pages of curators that went, as the beginnings of their paths.
CURATORS_PAGES_GONE: tuple[str, ...] = ("/admin/catalogue/load",)

# Django's own: new models and migrations add rows, and only add.
GROWING = frozenset(
    {
        "auth_permission", "django_content_type", "django_migrations",
        "auth_group", "accounts_person_groups",
    }
)  # fmt: skip
# Whoever could change terms has a role of their own for it now.
ROLES_ADDED = frozenset({"focal_point", "vocabulary"})
OF_TERMS = ("term", "termlabel", "scheme")
# Roles are made anew after each migration; they are compared as what they allow.
COMPARED_OTHERWISE = frozenset({"auth_group_permissions"})
WORKING = (
    "uploaded", "reading", "checking", "preparing", "applying", "rolling_back", "undoing",
)  # fmt: skip
LAST = ("applied", "undone", "cancelled", "failed", "ready", "held", "mapping")
# What would lead away from the secrets and the broker of the restored site.
NOT_INHERITED = (
    "REDIS_URL", "SECRET_KEY", "DIGEST_KEYS", "DIGEST_HASH_KEY", "SITE_ADDRESS",
)  # fmt: skip
EVENTS_OF_MAIL = ("digests.take_in", "digests.sweep_mails", "digests.send_mails")


# A file needs no server, so a run on PostgreSQL looks at both.
ON_SQLITE = os.environ["DATABASE_URL"].startswith("sqlite")
KINDS = ["sqlite"] if ON_SQLITE else ["postgresql", "sqlite"]


def server_of(kind: str) -> str:
    return "sqlite:" if kind == "sqlite" else os.environ["DATABASE_URL"]


class Upgraded:
    """The site after its upgrade: ``before`` are its rows by table as they were restored."""

    def __init__(self, kind: str, server: str, var: Path) -> None:
        self.kind, self.var = kind, var
        self.notes = upgrade.manifest(kind)
        slugs = (note.get("new_slugs", ()) for note in self.notes["imports"].values())
        self.imported = frozenset(chain.from_iterable(slugs))
        name = f"upgrade_{os.getpid()}"
        address, self.drop = upgrade.new_database(server, var, name)
        self.database = upgrade.restore(kind, address, var)
        self.environment = {
            name: value for name, value in os.environ.items() if name not in NOT_INHERITED
        } | {
            "DATABASE_URL": address,
            "VAR_DIR": str(var),
            "SITE_ADDRESS": "http://hub.example.org",
            "DJANGO_SETTINGS_MODULE": "hub.settings",
        }
        self.counts_restored = self.database.counts()
        self.records_restored = self.database.records()
        self.manage("migrate", "--no-input")
        self.counts_migrated = self.database.counts()
        self.records_migrated = self.database.records()
        self.browser = Browser(self.environment, var / "browser.log")
        self.curator = f"{self.notes['people'][1]} {self.notes['password']}"

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def close(self) -> None:
        self.browser.close()
        self.drop()

    # Imports

    def note(self, name: str) -> dict[str, Any]:
        return self.notes["imports"][name]

    def state(self, name: str) -> str:
        pk = self.note(name)["pk"]
        return str(self.database.column("SELECT state FROM imports_import WHERE id = %s", pk)[0])

    def work(self, name: str) -> str:
        """What workers do until a person is waited for, or the import is over; the state then."""
        for _step in range(300):
            if self.state(name) not in WORKING:
                break
            self.browser.task("imports.work_on", self.note(name)["pk"])
        state = self.state(name)
        assert state in LAST, state
        return state

    def press(self, name: str, page: str, **fields: Any) -> None:
        """Send a form of the import's pages as a curator."""
        path = f"/curate/imports/{self.note(name)['pk']}/{page}/"
        answer = self.browser.post(path, by=self.curator, **fields)
        assert answer["status"] == 302, (name, page, answer["status"])

    def slugs(self, name: str) -> list[str]:
        """Of the records that the source's rows of the import became, as far as they are there."""
        mark = f"{name.title().replace('_', '').replace(' ', '')}-%".lower()
        return self.database.column(
            "SELECT slug FROM catalogue_tool WHERE slug LIKE %s ORDER BY slug", mark
        )

    def published(self, name: str) -> list[str]:
        mark = f"{name.title().replace('_', '').replace(' ', '')}-%".lower()
        return self.database.column(
            "SELECT slug FROM catalogue_tool WHERE slug LIKE %s AND state = 'published'", mark
        )

    def is_undone(self, name: str) -> None:
        """Undo an import: what it changed is as it was before, what it made is gone."""
        note = self.note(name)
        self.press(name, "undo")
        assert self.work(name) == "undone"
        self.is_as_before(name)
        gone = f'SELECT slug FROM "{note["table"]}" WHERE id = %s'  # noqa: S608 - a table of ours
        edited = note.get("edited")
        left = [pk for pk in note["new"] if pk != edited and self.database.column(gone, pk)]
        assert not left

    def is_as_before(self, name: str) -> None:
        note = self.note(name)
        for pk, before in note["before"].items():
            now = self.database.facts(note["table"], int(pk))
            assert without_added(now, before) == comparable(before), (name, pk)


def without_added(facts: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """Facts of now without the columns that came later."""
    known = {place: {name for row in rows for name in row} for place, rows in before.items()}
    return {
        place: [
            {name: value for name, value in row.items() if name in (known.get(place) or row)}
            for row in rows
        ]
        for place, rows in facts.items()
    }


def comparable(facts: dict[str, Any]) -> dict[str, Any]:
    """Facts of the dump without what went on purpose."""
    return {
        place: [
            {
                name: value
                for name, value in row.items()
                if (place.partition(".")[0], name) not in COLUMNS_GONE
            }
            for row in rows
        ]
        for place, rows in facts.items()
        if place.partition(".")[0] not in TABLES_GONE
    }


@pytest.fixture(scope="module", params=sampled(KINDS))
def site(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Upgraded]:
    server = server_of(request.param)
    upgraded = Upgraded(request.param, server, tmp_path_factory.mktemp("upgraded"))
    yield upgraded
    upgraded.close()


# The database. These come first: later tests use the site.


def test_no_row_is_lost(site):
    tables = site.counts_restored.keys() - TABLES_GONE - COMPARED_OTHERWISE - GROWING
    changed = {
        table: (site.counts_restored[table], site.counts_migrated[table])
        for table in tables
        if site.counts_restored[table] - site.counts_migrated[table]
        != ROWS_GONE[site.kind].get(table, 0)
    }
    assert not changed
    for table in GROWING:
        assert site.counts_migrated[table] >= site.counts_restored[table]


def test_no_value_of_a_record_is_changed(site):
    """Of those that are there still: `test_no_row_is_lost` counts them."""
    changed = [
        (table, key, name, value, now[name])
        for table, rows in site.records_restored.items()
        if table not in TABLES_GONE
        for key, row in rows.items()
        if (now := site.records_migrated[table].get(key))
        for name, value in row.items()
        if (table, name) not in COLUMNS_GONE | COLUMNS_REWRITTEN and now[name] != value
    ]
    assert not changed


def test_no_event_is_said_to_have_been_held_and_no_word_to_be_quoted(site):
    """Of before nobody knows: "scheduled" was told as "scheduled or held"."""
    statuses = site.database.column("SELECT DISTINCT status FROM events_event")
    assert set(statuses) <= {"scheduled", "cancelled"}
    new = ("registration_url", "registration_deadline", "outcome_state", "usual_month", "owner_id")
    for column in new:
        query = f"SELECT DISTINCT {column} FROM events_event"  # noqa: S608 - a column of ours
        assert site.database.column(query) == [None]
    for table in ("events_statistic", "events_keymessage", "recommendations_documentstatistic"):
        query = f"SELECT DISTINCT quote FROM {table}"  # noqa: S608 - a table of ours
        assert site.database.column(query) in ([None], [])


def test_no_table_or_column_is_renamed_or_changed(site):
    now = site.database.columns()
    for table, columns in site.notes["columns"].items():
        if table in TABLES_GONE:
            assert table not in now
            continue
        expected = {
            name: [column[0], column[1] or (table, name) in COLUMNS_OPTIONAL]
            for name, column in columns.items()
            if (table, name) not in COLUMNS_GONE
        }
        assert {name: now[table].get(name) for name in expected} == expected, table


def test_every_model_still_has_its_table(site):
    now = site.browser.ask("models")
    for label, table in site.notes["models"].items():
        if table not in TABLES_GONE:
            assert now.get(MODELS_MOVED.get(label, label)) == table, label


def test_roles_and_people_may_do_what_they_could(site):
    now = site.browser.ask("permissions")
    for who, allowed in site.notes["permissions"].items():
        expected = {right for right in allowed if right.partition(" ")[2] not in TABLES_GONE}
        # Terms are changed by a role of its own, which all who could change them were given.
        if who in ("role curator", "role administrator"):
            moved = {f"{do} vocabulary_{table}" for do in ("add", "change") for table in OF_TERMS}
            expected -= moved
            assert not moved.intersection(now[who])
        new = TABLES_ADDED | ROLES_ADDED
        old = {right for right in now[who] if right.partition(" ")[2] not in new}
        assert old == expected, who


def test_the_log_of_the_admin_names_the_same_objects(site):
    expected = [row for row in site.notes["log"] if row[1] not in TABLES_GONE]
    now = [row for row in site.browser.ask("log") if row[1]]
    assert now == expected


# Readers


# The page of one record: what it leads to is what the record says, in any order of lists.
PAGE_OF_RECORD = re.compile(
    r"/(tools|organisations|practice|misuse|events|documents|recommendations)/[^/?]+/"
)


IDENTITY = re.compile(r"(/id/\w+/)\w+$")
# Of pages that stand among records.
WAYS = ("/recommendations/gaps/",)


def without_words(page: dict[str, Any]) -> dict[str, Any]:
    """A page that is no record's: its heading is ours, and may be said better.

    Of the entries of feeds the number must be as it was: their identities count nothing hidden
    since.
    """
    kept = {name: value for name, value in page.items() if name not in ("heading", "records")}
    if "entries" in page:
        kept["entries"] = [IDENTITY.sub(r"\1", entry) for entry in page["entries"]]
    return kept


def test_every_address_answers_as_before(site):
    now = site.browser.look(list(site.notes["public"]))
    differing = {
        path: (was, now[path])
        for path, was in site.notes["public"].items()
        if compared(site, path, now[path]) != compared(site, path, was)
    }
    assert differing == {}


def compared(site: Upgraded, path: str, page: dict[str, Any]) -> dict[str, Any]:
    """What must be as it was: of a single record all that its page leads to.

    Lists order equals anew since, and so do the neighbours of what the imports of the dump made:
    its tools are all alike. Of these neighbours the number must be as it was.
    """
    if path in WAYS or not PAGE_OF_RECORD.fullmatch(path) or "records" not in page:
        return without_words(page)
    kept = {name: value for name, value in page.items() if name != "records"}
    records = [record for record in page["records"] if record not in WAYS]
    if path.split("/")[2] in site.imported:
        kept["neighbours"] = sum(record.startswith("/tools/") for record in records)
        records = [record for record in records if not record.startswith("/tools/")]
    return kept | {"records": records}


def test_the_pages_that_are_compared_lead_to_records_of_every_kind(site):
    led_to = {
        record.split("/")[1]
        for path, page in site.notes["public"].items()
        for record in compared(site, path, page).get("records", ())
    }
    assert led_to == {
        "tools", "organisations", "practice", "misuse", "events", "documents", "recommendations",
    }  # fmt: skip


def as_kept(page: dict[str, Any]) -> dict[str, Any]:
    return without_words(page) | {"records": page.get("records")}


def test_every_page_of_curators_answers_as_before(site):
    paths = [
        path for path in site.notes["curators"] if not path.startswith(CURATORS_PAGES_GONE or "-")
    ]
    now = site.browser.look(paths, by=site.curator)
    differing = {
        path: (site.notes["curators"][path], now[path])
        for path in paths
        if as_kept(now[path]) != as_kept(site.notes["curators"][path])
    }
    assert not differing


# Subscribers


def test_every_link_in_a_mail_leads_where_it_did(site):
    for name, (link, expected) in site.notes["mail_links"].items():
        answer = site.browser.ask("look", path=link, by="")
        assert without_words(answer) == without_words(expected), name


def test_everything_that_is_followed_is_shown_and_can_be_kept_as_it_is(site):
    """The filters of the page behind the link in mails are read from what is stored."""
    link = site.notes["links"]["follower"]["manage"]
    page = site.browser.get(link)["text"]
    queries = site.database.rows(
        "SELECT s.id, s.kind, s.query, s.title FROM digests_subscription s JOIN digests_subscriber"
        " p ON p.id = s.subscriber_id WHERE p.frequency = 'weekly' ORDER BY s.id"
    )
    assert len(queries) == 21
    for key, _kind, _query, _title in queries:
        assert f"whats-{key}" in page
        assert f"stop-{key}" in page
    assert {kind for _key, kind, _query, _title in queries} == {
        "tool", "organisation", "deployment", "misuse", "event", "document", "recommendation",
        "situation", "everything",
    }  # fmt: skip


def token_of(link: str) -> str:
    return re.search(r"token=([^&]*)", link)[1]


def state_of(site: Upgraded, link: str) -> list[str]:
    key = int(token_of(link).partition("-")[0])
    return site.database.column("SELECT state FROM digests_subscriber WHERE id = %s", key)


def test_a_request_from_before_is_confirmed_by_its_link(site):
    link = site.notes["links"]["asked"]["confirm"]
    requests = re.findall(r'name="request"[^>]*value="(\d+)"', site.browser.get(link)["text"])
    assert len(requests) == 2
    answer = site.browser.post(
        "/subscribe/confirm/", token=token_of(link), request=requests
    )  # fmt: skip
    assert answer["status"] == 303
    assert state_of(site, link) == ["active"]
    manage = re.search(r'/subscription/\?token=[^"]+', site.browser.get(link)["text"])[0]
    assert site.browser.get(manage)["status"] == 200


def test_a_further_request_is_confirmed_beside_what_is_followed(site):
    link = site.notes["links"]["daily"]["confirm"]
    requests = re.findall(r'name="request"[^>]*value="(\d+)"', site.browser.get(link)["text"])
    site.browser.post("/subscribe/confirm/", token=token_of(link), request=requests)
    key = int(token_of(link).partition("-")[0])
    kinds = "SELECT kind FROM digests_subscription WHERE subscriber_id = %s ORDER BY kind"
    assert site.database.column(kinds, key) == ["everything", "organisation", "tool"]


def test_a_pause_is_ended_by_the_link_in_mails(site):
    link = site.notes["links"]["paused"]["manage"]
    assert state_of(site, link) == ["paused"]
    site.browser.post("/subscription/", token=token_of(link), do="resume")
    assert state_of(site, link) == ["active"]
    site.browser.post("/subscription/", token=token_of(link), do="pause")
    assert state_of(site, link) == ["paused"]


# Mails


def files(site: Upgraded) -> dict[str, str]:
    """The mails that were written to files: Message-ID to text."""
    texts = [path.read_text("utf-8", "replace") for path in (site.var / "mail").glob("*.log")]
    by_message_id = {}
    for text in texts:
        if name := re.search(r"^Message-ID:\s*(<[^>]*>)", text, re.MULTILINE | re.IGNORECASE):
            by_message_id[name[1]] = text
    return by_message_id


def mails(site: Upgraded) -> dict[str, str]:
    return dict(site.database.rows("SELECT message_id, state FROM digests_mail"))


def send(site: Upgraded) -> None:
    """What the clock has done every few seconds."""
    for _round in range(4):
        for name in EVENTS_OF_MAIL:
            site.browser.task(name)


def live_items(site: Upgraded) -> list[tuple[int, int]]:
    items = "SELECT subscriber_id, change_id FROM digests_mailitem WHERE live = %s"
    return site.database.rows(items, True)


def test_mails_are_sent_once_and_nobody_is_written_to_twice(site):
    before, written = mails(site), files(site)
    assert set(before.values()) == {
        "due", "claimed", "sending", "sent", "failed", "uncertain",
    }  # fmt: skip
    due = {name for name, state in before.items() if state in ("due", "claimed")}
    (in_flight,) = [name for name, state in before.items() if state == "sending"]
    already_sent = {name for name in before if before[name] == "sent"}
    # A claim is over after 45 seconds, a mail past its dot is given up after as many.
    site.database.run(
        "UPDATE digests_mail SET lease_until = created_at WHERE state IN ('claimed', 'sending')"
    )
    site.database.run("UPDATE digests_mail SET heartbeat_at = created_at WHERE state = 'sending'")
    send(site)
    after = mails(site)
    assert {after[name] for name in due} == {"sent"}
    assert after[in_flight] == "uncertain"
    new = files(site).keys() - written.keys()
    # The form that waited has become a request, and its mail is among them.
    (posted,) = after.keys() - before.keys()
    assert new == due | {posted}
    assert "posted@example.org" in files(site)[posted]
    assert {after[name] for name in already_sent} == {"sent"}
    send(site)
    assert mails(site) == after
    assert files(site).keys() - written.keys() == new


def test_what_happened_before_the_upgrade_is_told_after_it(site):
    """And with it what stood in mails of which nobody knows that they arrived."""
    before, written = mails(site), files(site)
    site.browser.task("digests.collect")
    send(site)
    new = mails(site).keys() - before.keys()
    assert {mails(site)[name] for name in new} == {"sent"}
    texts = {name: files(site)[name] for name in files(site).keys() - written.keys()}
    assert texts.keys() == new
    recipients = sorted(re.search(r"^To: (\S+)", text, re.MULTILINE)[1] for text in texts.values())
    assert len(set(recipients)) == len(recipients)
    every_day = {f"{name}@example.org" for name in (
        "daily", "soon", "uncertain", "failed", "delivered", "claimed", "sending",
    )}  # fmt: skip
    assert every_day <= set(recipients)
    nobody = {f"{name}@example.org" for name in ("paused", "left", "gone", "bounced", "waiting")}
    assert not nobody & set(recipients)
    items = live_items(site)
    assert len(set(items)) == len(items)
    lost = site.database.rows(
        "SELECT i.subscriber_id, i.change_id FROM digests_mailitem i JOIN digests_mail m"
        " ON m.id = i.mail_id WHERE m.state IN ('uncertain', 'failed')"
    )
    assert lost
    assert set(lost) <= set(items)
    site.browser.task("digests.collect")
    send(site)
    assert mails(site).keys() - before.keys() == new


def test_leaving_works_by_the_link_in_mails(site):
    for name in ("follower", "daily", "gone", "left"):
        answer = site.browser.post(site.notes["links"][name]["leave"])
        assert answer["status"] == 200, name
    for name in ("follower", "daily"):
        link = site.notes["links"][name]["leave"]
        assert state_of(site, link) == ["left"]
        assert site.browser.get(site.notes["links"][name]["manage"])["status"] == 404
    site.browser.task("digests.erase")
    suppressed = site.database.column("SELECT why FROM digests_suppression ORDER BY why")
    assert suppressed == ["bounced", "left", "left", "left", "left"]


# Imports


@pytest.mark.parametrize(
    "name", ["applied", "organisations", "events", "recommendations", "feed", "making"]
)
def test_an_import_that_was_applied_can_be_undone(site, name):
    assert site.state(name) == "applied"
    site.is_undone(name)
    made = site.note(name).get("made_organisation")
    if made:
        assert not site.database.column("SELECT id FROM catalogue_organisation WHERE id = %s", made)


def test_an_import_below_another_is_undone_after_it(site):
    assert site.state("applied") == "undone"
    site.is_undone("first")


def test_undoing_leaves_what_a_curator_edited_since(site):
    site.is_undone("edited since")
    note = site.note("edited since")
    now = site.database.facts(note["table"], note["edited"])
    assert now == comparable(note["edited_facts"])


def test_decisions_that_were_made_are_kept_and_the_import_goes_on(site):
    note = site.note("ready")
    decisions = site.database.rows(
        "SELECT number, verdict, record_id FROM imports_importrow WHERE import_id = %s"
        " ORDER BY number", note["pk"],
    )  # fmt: skip
    expected = [(number, verdict, pk) for number, verdict, _decision, pk in note["decisions"]]
    assert decisions == expected
    assert sum(bool(decision) for _n, _verdict, decision, _pk in note["decisions"]) == 3
    page = site.browser.get(f"/curate/imports/{note['pk']}/rows/?waiting=1", by=site.curator)
    assert "Rows 1 to 2 of 2" in page["text"]  # one off topic, and a twin of another row
    site.press("ready", "rows/all", verdict="off_topic", what="topic")
    site.press("ready", "apply")
    assert site.work("ready") == "applied"
    # Taken: a new one, one whose personal data was allowed, one that was off topic; not the one
    # that was left out, nor the twin that still waits. A merge fills what was empty.
    assert len(site.published("ready")) == 3
    assert site.database.facts(note["table"], note["same"]) != comparable(
        note["before"][str(note["same"])]
    )
    site.press("ready", "undo")
    assert site.work("ready") == "undone"
    site.is_as_before("ready")
    assert not site.slugs("ready")


def test_an_import_that_waited_for_its_source_goes_on(site):
    assert site.state("ready") == "undone"
    site.press("held", "check")
    assert site.work("held") == "ready"
    site.press("held", "apply")
    assert site.work("held") == "applied"
    assert len(site.published("held")) == 3


def is_whole(site: Upgraded, name: str, rows: int) -> None:
    """All of it, or nothing of it, whatever it was in the middle of."""
    state = site.work(name)
    if state == "applied":
        assert len(site.published(name)) == rows
    else:
        assert site.slugs(name) == []


@pytest.mark.parametrize("name", ["preparing", "applying", "rolling_back"])
def test_an_import_in_the_middle_of_applying_comes_to_an_end(site, name):
    is_whole(site, name, rows=5)
    if name == "rolling_back":
        assert site.state(name) != "applied"


@pytest.mark.parametrize("name", ["undoing", "undoing late"])
def test_an_import_in_the_middle_of_its_undoing_comes_to_an_end(site, name):
    is_whole(site, name, rows=3)
    if site.state(name) == "applied":  # it may be asked for again
        site.is_undone(name)
    assert site.state(name) == "undone"
    assert site.slugs(name) == []


@pytest.mark.parametrize("name", ["uploaded", "reading"])
def test_a_file_that_was_not_read_yet_is_read(site, name):
    assert site.work(name) == "mapping"
    site.press(name, "check")
    assert site.work(name) == "ready"
    site.press(name, "apply")
    assert site.work(name) == "applied"
    assert len(site.published(name)) == 3


def test_an_import_that_was_being_checked_is_checked_and_its_curator_is_told_once(site):
    assert site.work("checking") == "ready"
    for _round in range(2):
        site.browser.task("imports.sweep")
        site.browser.task("digests.send_mails")
    texts = [path.read_text("utf-8", "replace") for path in (site.var / "mail").glob("*.log")]
    assert sum("Import “checking.csv”" in subject_of(text) for text in texts) == 1


def subject_of(text: str) -> str:
    message = email.message_from_string(text, policy=email.policy.default)
    return str(message["Subject"] or "")


def test_a_mapping_goes_on_where_it_was(site):
    site.press("mapping", "check")
    assert site.work("mapping") == "ready"
    site.press("mapping", "apply")
    assert site.work("mapping") == "applied"
    assert len(site.published("mapping")) == 3


def test_a_trial_stays_a_trial(site):
    note = site.note("trial")
    answer = site.browser.post(f"/curate/imports/{note['pk']}/apply/", by=site.curator)
    assert answer["status"] == 409
    assert site.slugs("trial") == []


def test_profiles_are_kept(site):
    profiles = "SELECT slug, title FROM imports_profile WHERE slug NOT LIKE 'starter-%'"
    assert sorted(site.database.rows(profiles)) == [
        ("how-the-first-is-read", "How the first is read"), ("of-the-feed", "Of the feed"),
    ]  # fmt: skip
    source = site.browser.get("/curate/imports/sources/a-feed/", by=site.curator)
    assert "Of the feed" in source["text"]


# The whole site


@pytest.mark.parametrize("kind", sampled(KINDS[::-1]))  # the other one than above
def test_the_whole_site_starts_on_it_and_loads_nothing_twice(process_group, tmp_path, kind):
    """`manage.py up` with its own workers, on a copy that nothing else has used."""
    address, drop = upgrade.new_database(server_of(kind), tmp_path, f"upgraded_{os.getpid()}")
    database = upgrade.restore(kind, address, tmp_path)
    before, written = database.counts(), revisions(database)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        name: value for name, value in os.environ.items() if name not in NOT_INHERITED
    } | {
        "DATABASE_URL": address, "VAR_DIR": str(tmp_path), "PORT": str(port),
        "DJANGO_SETTINGS_MODULE": "hub.settings",
    }  # fmt: skip
    with (tmp_path / "up.log").open("w", encoding="utf-8") as log:
        process = process_group.start(
            [sys.executable, "manage.py", "up"], environment=environment, folder=ROOT, output=log
        )
    deadline = time.monotonic() + 300
    while not is_at_rest(database, tmp_path):
        assert process.poll() is None, (tmp_path / "up.log").read_text("utf-8")
        assert time.monotonic() < deadline, (tmp_path / "up.log").read_text("utf-8")
        time.sleep(0.5)
    process_group.stop(process)
    after, written_now = database.counts(), revisions(database)
    drop()
    assert "was not loaded whole" not in (tmp_path / "up.log").read_text("utf-8")
    for table in before.keys() - TABLES_GONE:
        # Imports under way were applied or rolled back: they are all of tools.
        if table.startswith(("catalogue_o", "catalogue_d", "catalogue_m", "events_", "recomm")):
            assert after[table] >= before[table], table  # what ships by now comes in beside it
    assert all(count <= dict(written_now)[kind] for kind, count in written)
    assert after["vocabulary_term"] >= before["vocabulary_term"]
    assert after["vocabulary_termlabel"] >= before["vocabulary_termlabel"]


def revisions(database: Database) -> list[Any]:
    """Of all records but tools, which the imports under way are of."""
    return database.rows(
        "SELECT kind, count(*) FROM core_revision WHERE kind <> 'tool' GROUP BY kind ORDER BY kind"
    )


def is_at_rest(database: Database, var: Path) -> bool:
    """Whether the site is ready, and its workers have done what was left to do."""
    if " is ready. Open " not in (var / "up.log").read_text("utf-8"):
        return False
    states = set(database.column("SELECT state FROM imports_import"))
    due = "SELECT id FROM digests_mail WHERE state IN ('due', 'claimed', 'sending')"
    posted = database.column("SELECT id FROM digests_posted")
    return not states.intersection(WORKING) and not database.column(due) and not posted
