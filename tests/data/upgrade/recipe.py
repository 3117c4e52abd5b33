"""How the dumps of this folder were made. Ran on the code of 0.1.0, commit 9984421; kept as a record.

    python tests/data/upgrade/recipe.py postgresql|sqlite

starts the whole site of that commit (`manage.py up`: its own worker loads the starter data), stops
it, and fills the database by that code's own pages and functions: accounts, edited records,
subscribers, mails and imports in every state. What must still hold after an upgrade is noted by
looking at a restored copy through tests/plugins/upgrade.py, with the eyes of tests/test_upgrade.py.

It need not run on later code: it uses what that commit had.
"""

import csv
import datetime
import http.server
import io
import json
import lzma
import os
import re
import signal
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))
DATA = Path(__file__).resolve().parent
VERSION, COMMIT = "0.1.0", "9984421"
SITE = "http://hub.example.org"
PASSWORD = "a long way from the old code"
ADMINISTRATOR, CURATOR, TRANSLATOR = (
    "admin@hub.example.org", "curator@example.org", "translator@example.org",
)  # fmt: skip
ENVIRONMENT = {
    name: value for name, value in os.environ.items()
    if name in ("PATH", "HOME", "LANG", "VIRTUAL_ENV")
} | {
    "PORT": "8765", "SITE_ADDRESS": SITE, "DJANGO_SETTINGS_MODULE": "hub.settings",
    "PYTHONPATH": str(ROOT),
}  # fmt: skip
FILES = ("secret_key", "digest_key", "digest_hash_key", "media", "mail")
DAY = datetime.timedelta(days=1)

# Every kind that can be followed, several times where its filters differ.
FILTERS = [
    ("tool", "q=hotline", ["new", "changed", "safety", "ended"]),
    ("tool", "q=%22data+collaborative%22&purpose=data-standard&exact=1", ["new", "changed"]),
    ("tool", "purpose=case-management&purpose=outreach&context=displacement-camp",
     ["new", "safety"]),
    ("tool", "place=m49-002&place=not-known", ["new", "changed", "ended"]),
    ("tool", "", ["new", "changed", "safety", "ended"]),
    ("organisation", "organisation_type=company", ["new", "changed", "ended"]),
    ("organisation", "", ["changed", "ended"]),
    ("deployment", "context=at-sea", ["new", "changed", "safety", "ended"]),
    ("deployment", "", ["new", "changed"]),
    ("misuse", "misuse_stage=advertising", ["new", "changed", "ended"]),
    ("misuse", "technology=sms", ["new"]),
    ("event", "series=global-protection-forum", ["events"]),
    ("event", "", ["events"]),
    ("document", "q=declaration", ["new", "changed"]),
    ("document", "", ["new", "changed", "ended"]),
    ("recommendation", "addressee=states", ["recommendations", "follow_ups", "changed"]),
    ("recommendation", "", ["recommendations"]),
    ("situation", "who=ngo-caseworker&what=displacement-camp&task=manage-cases&task=refer",
     ["new", "changed", "safety", "ended"]),
    ("situation", "what=migration-route&place=ke&task=keep-papers", ["new", "safety"]),
    ("everything", "q=data&kind=tools&kind=documents", ["new", "changed"]),
    ("everything", "", ["new", "changed", "safety", "ended", "events", "recommendations",
                        "follow_ups"]),
]  # fmt: skip
TOOLS = ["Tool name", "What does it do?", "Website", "Purpose", "Country", "Developer"]


# The site as it was, and its end


def start_and_stop(environment: dict[str, str], var: Path) -> str:
    """`manage.py up` until it is full. Returns what it printed: a link for a password is in it."""
    log = var / "up.log"
    with log.open("w") as output:
        site = subprocess.Popen(
            [sys.executable, "manage.py", "up"], cwd=ROOT, env=environment, stdout=output,
            stderr=output, start_new_session=True,
        )  # fmt: skip
    while " is ready. Open " not in log.read_text():
        assert site.poll() is None, log.read_text()
        time.sleep(0.3)
    time.sleep(3)  # the last bells
    site.send_signal(signal.SIGINT)
    site.wait(60)
    return log.read_text()


def make(kind: str) -> None:
    from hub.running import postgres
    from hub.running.leash import Leash

    with Leash() as leash:
        var = Path(tempfile.mkdtemp(prefix="upgrade-"))
        address = (
            f"sqlite:///{var / 'hub.sqlite3'}" if kind == "sqlite" else postgres.start(leash)[1]
        )
        environment = ENVIRONMENT | {"DATABASE_URL": address, "VAR_DIR": str(var)}
        output = start_and_stop(environment, var)
        link = re.search(rf"{SITE}(/accounts/password/reset/key/\S+)", output)
        assert link, output
        subprocess.run(
            [sys.executable, __file__, "fill", kind, link[1]], cwd=ROOT, env=environment, check=True
        )
        pack(kind, address, var)
    observe(kind)


def pack(kind: str, address: str, var: Path) -> None:
    if kind == "sqlite":
        path = address.removeprefix("sqlite:///")
        with closing(sqlite3.connect(path)) as connection:
            # Django's: a check constraint may ask for it.
            connection.create_function("REGEXP", 2, lambda p, s: bool(re.search(p, str(s))))
            connection.execute("PRAGMA journal_mode=DELETE")
            connection.execute("VACUUM")
        (DATA / "sqlite.sqlite3.xz").write_bytes(squeezed(Path(path).read_bytes()))
    else:
        options = ["--no-owner", "--no-privileges", "--inserts", "--rows-per-insert=500"]
        dump = subprocess.run(["pg_dump", *options, address], capture_output=True, check=True)
        # What psql alone understands.
        lines = [line for line in dump.stdout.splitlines() if not line.startswith(b"\\")]
        text = b"\n".join(line for line in lines if not line.startswith(b"--") and line) + b"\n"
        (DATA / "postgresql.sql.xz").write_bytes(squeezed(text))
    with tarfile.open(DATA / f"{kind}.files.tar.xz", "w:xz", preset=9) as files:
        for name in FILES:
            if (var / name).exists():
                files.add(var / name, name)


def squeezed(content: bytes) -> bytes:
    return lzma.compress(content, preset=9 | lzma.PRESET_EXTREME)


# Filling, in a process with the settings of that site


def fill(kind: str, link: str) -> None:
    import django

    django.setup()
    from django.conf import settings

    settings.ALLOWED_HOSTS.append("testserver")
    notes = Filling(kind, link).all()
    (DATA / f"{kind}.notes.json").write_text(json.dumps(notes, default=str))


class Filling:
    def __init__(self, kind: str, link: str) -> None:
        from tests.plugins.upgrade import Database

        self.kind, self.link = kind, link
        self.database = Database(os.environ["DATABASE_URL"])
        self.notes: dict = {"commit": COMMIT, "links": {}, "imports": {}, "subscribers": {}}

    def all(self) -> dict:
        from django.core.cache import cache

        self.accounts()
        self.edits()
        cache.clear()  # allauth counts sign-ins
        self.imports_done()
        self.subscribers()
        self.imports_under_way()
        self.last_mails()
        self.notes["made_at"] = datetime.datetime.now(datetime.UTC).isoformat()
        return self.notes

    # Accounts

    def accounts(self) -> None:
        from django.contrib.auth.models import Group, Permission
        from django.test import Client

        from hub.accounts.models import Person

        reader = Client()
        page = reader.get(self.link, follow=True)
        chosen = {"password1": PASSWORD, "password2": PASSWORD}
        assert reader.post(page.request["PATH_INFO"], chosen).status_code == 302
        self.admin = self.signed_in(ADMINISTRATOR)
        roles = {group.name: str(group.pk) for group in Group.objects.all()}
        for address, name, role in (
            (CURATOR, "Cura Tor", "curator"), (TRANSLATOR, "Trans Lator", "curator"),
        ):  # fmt: skip
            sent = {"email": address, "name": name, "is_active": "on", "groups": [roles[role]]}
            assert self.admin.post("/admin/accounts/person/add/", sent).status_code == 302
            person = Person.objects.get(email=address)
            person.set_password(PASSWORD)
            person.save()
        # A role of the operator's own, and a permission given to one person.
        own = Group.objects.create(name="translators")
        own.permissions.set(Permission.objects.filter(codename__in=(
            "view_mail", "change_mail", "view_asked", "change_termlabel", "delete_termlabel",
            "view_write", "view_load", "add_import",
        )))  # fmt: skip
        person = Person.objects.get(email=TRANSLATOR)
        person.groups.set([own])
        person.user_permissions.set(Permission.objects.filter(codename__in=(
            "view_subscriber", "delete_profile", "change_mail", "change_followup",
        )))  # fmt: skip
        self.curator = self.signed_in(CURATOR)
        self.notes["people"] = [ADMINISTRATOR, CURATOR, TRANSLATOR]
        self.notes["password"] = PASSWORD

    def signed_in(self, address: str):
        from django.test import Client

        client = Client()
        sent = {"login": address, "password": PASSWORD}
        answer = client.post("/accounts/login/", sent)
        assert answer.status_code == 302, complaints(answer)
        return client

    @staticmethod
    def person(address: str) -> int:
        from hub.accounts.models import Person

        return Person.objects.get(email=address).pk

    # Records

    def change(self, model: str, old: str | int, by=None, **changes: str) -> int:
        """As a curator changes a record, named by its slug or key, in its form."""
        from django.apps import apps

        from tests.plugins.forms import FormReader

        named = {"pk": old} if isinstance(old, int) else {"slug": old}
        pk = apps.get_model(model).objects.get(**named).pk
        path = f"/admin/{model.lower().replace('.', '/')}/{pk}/change/"
        reader = FormReader()
        reader.feed((by or self.curator).get(path).content.decode())
        fields = {
            name: [value.removeprefix("\n") for value in values]
            for name, values in reader.fields.items() if "__prefix__" not in name
        }  # fmt: skip
        answer = (by or self.curator).post(path, fields | changes)
        assert answer.status_code == 302, complaints(answer)
        return pk

    def do(self, model: str, slug: str, verb: str, **fields: str) -> int:
        from django.apps import apps

        record = apps.get_model(model).objects.get(slug=slug)
        path = f"/admin/{model.lower().replace('.', '/')}/{record.pk}/do/{verb}/"
        sent = {"seen_version": record.version, "reason": "For the upgrade.", **fields}
        answer = self.curator.post(path, sent)
        assert answer.status_code == 302, complaints(answer)
        return record.pk

    def edits(self) -> None:
        from catalogue.models import Organisation
        from hub.core.models import Source

        # What the admin itself logs; records have the ledger.
        self.change(
            "vocabulary.Term", "electronic-evidence", definition="Edited: evidence as data."
        )
        self.change("vocabulary.Scheme", "topic", by=self.admin, definition="Edited: what about.")
        source = Source.objects.order_by("pk")[5]
        self.change("core.Source", source.pk, title="A source that was edited")
        self.change("accounts.Person", self.person(TRANSLATOR), by=self.admin, name="Renamed")
        self.change("catalogue.Tool", "apprise-audit", slug="apprise-audit-renamed")
        self.change("catalogue.Tool", "be-safe", summary="Edited before the upgrade: a hotline.")
        self.change("catalogue.Tool", "be-safe", name="Be Safe, renamed")
        self.change("events.Event", "gpf-2021-technology-in-crises", slug="gpf-2021-renamed")
        self.change("recommendations.Document", "wg-tip-2021", notes="Edited before the upgrade.")
        self.change("recommendations.Recommendation", "WG-TIP-2021-1", notes="Edited too.")
        self.change("catalogue.Organisation", "atii", url="https://atii.example.org/")
        self.do("catalogue.Tool", "comply-chain", "archive", reason="Gone before the upgrade.")
        self.do("catalogue.Tool", "contratados", "draft")
        self.do("catalogue.Tool", "primero", "verify", verification="source-checked",
                next_review_on="2027-11-01")  # fmt: skip
        self.do("events.Event", "world-day-against-trafficking-in-persons-2022", "verify",
                verification="owner-confirmed", next_review_on="")  # fmt: skip
        leaving, into = (Organisation.objects.get(slug=slug) for slug in ("ansa", "amazon"))
        sent = {"into": into.pk, "reason": "One body.",
                "seen_version": leaving.version, "seen_into_version": into.version}  # fmt: skip
        answer = self.curator.post(f"/admin/catalogue/organisation/{leaving.pk}/merge/", sent)
        assert answer.status_code == 302, complaints(answer)

    # Subscribers

    def age(self, days: float) -> None:
        self.database.shift(-DAY * days)

    def sign_up(self, address: str, *filters, frequency="daily", language="en") -> None:
        """By the form, and looked at by the worker's function."""
        from django.test import Client

        from hub.digests.signing_up import take_in

        for kind, query, whats in filters:
            sent = {
                "of": kind, "query": query, "whats": whats, "frequency": frequency,
                "language": language, "time_zone": "Africa/Nairobi", "address": address,
            }  # fmt: skip
            answer = Client().post("/subscribe/", sent)
            assert answer.status_code == 303, (kind, query, complaints(answer))
        take_in()

    def send(self) -> None:
        from hub.digests.sending.run import send_due
        from hub.digests.sending.tasks import OFFICE

        while send_due(OFFICE):
            pass

    def mails_to(self, address: str) -> list[str]:
        """The texts of the mails that were written for an address, oldest first."""
        from hub.accounts import mailbox

        mails = [mail for mail in mailbox.newest() if mail.to == address]
        return [mail.text for mail in sorted(mails, key=lambda mail: mail.written)]

    def links_of(self, address: str) -> dict[str, str]:
        """The links in all mails to an address: the newest of each kind."""
        links = {}
        for text in self.mails_to(address):
            for path in re.findall(rf"{SITE}(/\S+)", text):
                for name, start in (
                    ("confirm", "/subscribe/confirm/"), ("manage", "/subscription/?"),
                    ("leave", "/subscription/leave/"), ("changes", "/changes/"),
                ):  # fmt: skip
                    if path.startswith(start):
                        links[name] = path
        return links

    def confirm(self, address: str) -> None:
        from django.test import Client

        from hub.digests import secrets
        from hub.digests.models import Subscriber

        subscriber = Subscriber.objects.get(address_key=secrets.address_key(address))
        link = self.links_of(address)["confirm"]
        token = link.partition("token=")[2]
        keys = list(subscriber.sign_ups.values_list("pk", flat=True))
        answer = Client().post("/subscribe/confirm/", {"token": token, "request": keys})
        assert answer.status_code == 303, complaints(answer)

    def subscribers(self) -> None:
        from django.test import Client

        from hub.digests import erasing, secrets
        from hub.digests.collecting import collect_due
        from hub.digests.models import Mail, Subscriber
        from hub.digests.sending.claim import claim
        from hub.digests.sending.outcome import write
        from hub.digests.sending.rescue import rescue
        from hub.digests.sending.verdict import Verdict, What

        everything = ("everything", "", FILTERS[-1][2])
        names = ("daily", "paused", "left", "gone", "bounced", "uncertain", "failed", "delivered",
                 "claimed", "sending", "soon", "monthly")  # fmt: skip
        address_of = {name: f"{name}@example.org" for name in (*names, "follower")}
        for name in names:
            often = name if name in ("soon", "monthly") else "daily"
            self.sign_up(address_of[name], everything, FILTERS[0], frequency=often)
        for first in range(0, len(FILTERS), 20):  # so many wait for one address at most
            self.sign_up(address_of["follower"], *FILTERS[first : first + 20], frequency="weekly")
            self.send()
            self.confirm(address_of["follower"])
            self.age(1.1)
        for name in names:
            self.confirm(address_of[name])

        def mail_of(name: str, *states: str):
            key = secrets.address_key(address_of[name])
            return Mail.objects.filter(subscriber__address_key=key, state__in=states)

        # The first digests: sent, all of them.
        self.change("catalogue.Tool", "botcare-for-idps-turbota", summary="A hotline, edited once.")
        self.change("catalogue.Tool", "cpims", description="Edited once before the upgrade.")
        self.age(32)
        assert collect_due() >= 10
        self.send()
        # One bounces, one pauses, one left and was erased; one has left, and is not erased yet.
        for name in ("paused", "gone", "left"):
            assert {"manage", "leave"} <= set(self.links_of(address_of[name])), name
        self.notes["links"] = {name: self.links_of(address_of[name]) for name in address_of}
        token = self.notes["links"]["paused"]["manage"].partition("token=")[2]
        paused = Client().post("/subscription/", {"token": token, "do": "pause"})
        assert paused.status_code == 303
        Client().post(self.notes["links"]["gone"]["leave"])
        erasing.sweep()
        # The second: in every state that a mail has.
        self.change("catalogue.Tool", "cybertipline", summary="A hotline, edited twice.")
        self.change("events.Event", "gpf-2021-renamed", notes="Edited twice.")
        self.age(9)
        assert collect_due() >= 7
        later = datetime.datetime.now(datetime.UTC) + DAY
        for name, what in (("bounced", What.BOUNCED), ("failed", What.REFUSED),
                           ("delivered", What.REFUSED), ("uncertain", None)):  # fmt: skip
            others = Mail.objects.filter(state="due").exclude(pk__in=mail_of(name, "due"))
            others.update(next_try_at=later)
            (hold,) = claim(1)
            hold.begin()
            if what:
                write(hold, Verdict(what, "550 5.1.1 No such user"))
            else:  # its worker was killed past the dot, two minutes ago
                self.database.run(
                    "UPDATE digests_mail SET heartbeat_at = %s WHERE id = %s",
                    str(datetime.datetime.now(datetime.UTC) - DAY / 720)
                    .removesuffix("+00:00"), hold.mail.pk,
                )  # fmt: skip
                rescue()
            Mail.objects.filter(state="due").update(next_try_at=datetime.datetime.now(datetime.UTC))
        chosen = {
            "action": "say_delivered",
            "_selected_action": [mail_of("delivered", "failed")[0].pk],
        }
        assert self.admin.post("/admin/digests/mail/", chosen).status_code == 302
        assert not mail_of("delivered", "failed").exists()
        assert mail_of("uncertain", "uncertain").exists()
        assert mail_of("failed", "failed").exists()
        erasing.sweep()
        self.notes["in_flight"] = ["follower", "claimed", "sending", "monthly"]
        mine = Subscriber.objects.filter(address_key__in=[
            secrets.address_key(address_of[name]) for name in self.notes["in_flight"]
        ])  # fmt: skip
        Mail.objects.filter(state="due", subscriber__in=mine).update(next_try_at=later)
        self.send()
        Mail.objects.filter(state="due").update(next_try_at=datetime.datetime.now(datetime.UTC))
        Client().post(self.notes["links"]["left"]["leave"])
        assert Subscriber.objects.filter(state="left").count() == 1
        # Not decided on yet: collected by whatever code comes next.
        self.change("catalogue.Tool", "csai-match", summary="A hotline, edited a third time.")
        self.do("catalogue.Tool", "free2link", "archive", reason="Out of use before the upgrade.")
        self.change("recommendations.Document", "icat-joint-statement-2022", notes="Edited thrice.")
        self.age(1.2)
        self.address_of = address_of
        self.claim_like_a_killed_worker(mail_of, later)

    def claim_like_a_killed_worker(self, mail_of, later) -> None:
        from hub.digests.models import Mail
        from hub.digests.sending.claim import claim

        for name in ("claimed", "sending"):
            Mail.objects.filter(state="due").exclude(pk__in=mail_of(name, "due")).update(
                next_try_at=later
            )
            (hold,) = claim(1)
            if name == "sending":
                hold.begin()
            Mail.objects.filter(state="due").update(next_try_at=datetime.datetime.now(datetime.UTC))
        assert mail_of("claimed", "claimed").exists()
        assert mail_of("sending", "sending").exists()
        assert mail_of("follower", "due").exists()

    def last_mails(self) -> None:
        """Requests: not confirmed, beside others, one whose mail waits; and a form."""
        from django.contrib.auth import get_user_model
        from django.test import Client

        from hub.core.models import Change
        from hub.digests.asking import ask
        from hub.digests.models import Mail, Posted
        from hub.digests.these import encoded

        now = datetime.datetime.now(datetime.UTC)
        waiting = list(Mail.objects.filter(state="due").values_list("pk", flat=True))
        Mail.objects.filter(pk__in=waiting).update(next_try_at=now + DAY)
        self.sign_up("asked@example.org", FILTERS[0], FILTERS[15])
        self.sign_up(self.address_of["daily"], FILTERS[5])
        self.send()
        Mail.objects.filter(pk__in=waiting).update(next_try_at=now)
        self.address_of["asked"] = "asked@example.org"
        for name in ("asked", "daily"):
            self.notes["links"][name] = self.links_of(self.address_of[name])
            assert "confirm" in self.notes["links"][name]
        self.address_of["waiting"] = "waiting@example.org"
        self.sign_up("waiting@example.org", FILTERS[2])
        sent = {
            "of": "tool", "query": "q=posted", "whats": ["new"], "frequency": "weekly",
            "language": "en", "time_zone": "UTC", "address": "posted@example.org",
        }  # fmt: skip
        assert Client().post("/subscribe/", sent).status_code == 303
        assert Posted.objects.count() == 1
        self.address_of["posted"] = "posted@example.org"
        by = get_user_model().objects.get(email=ADMINISTRATOR)
        ask("daily@example.org", by=by, reason="They asked whether we write to them.")
        keys = list(Change.objects.order_by("-pk").values_list("pk", flat=True)[:40])
        self.notes["links"]["public"] = {
            "changes": [f"/changes/?these={code}" for code in encoded(keys)]
        }
        self.notes["addresses_of_subscribers"] = self.address_of

    # Imports

    def upload(self, name: str, rows, *, headings=TOOLS, kind="tool", **fields: str) -> int:
        """By the form of a curator; the file is read by the steps of a worker."""
        from hub.imports.models import Import

        out = io.StringIO()
        csv.writer(out, delimiter=";").writerows([headings, *rows])
        file = io.BytesIO(out.getvalue().encode())
        file.name = f"{name}.csv"
        sent = {
            "file": file, "new_title": f"Source of {name}", "kind": kind,
            "publish_as": "published", "with_news": "on", **fields,
        }  # fmt: skip
        answer = self.curator.post("/curate/imports/new/", sent)
        assert answer.status_code == 302, complaints(answer)
        pk = Import.objects.latest("pk").pk
        self.notes["imports"][name] = {"pk": pk}
        return pk

    def step(self, pk: int, most: int = 1000, until: str = "") -> str:
        """Some steps of a worker; the state after them."""
        from hub.imports import running
        from hub.imports.models import Import

        state = Import.objects.get(pk=pk).state
        while most and state != until and running.advance(pk):
            most -= 1
            state = Import.objects.get(pk=pk).state
        return str(Import.objects.get(pk=pk).state)

    def post(self, pk: int, page: str, **fields) -> None:
        answer = self.curator.post(f"/curate/imports/{pk}/{page}/", fields)
        assert answer.status_code == 302, (page, complaints(answer))

    def checked(self, name: str, rows, words=None, **fields: str) -> int:
        pk = self.upload(name, rows, **fields)
        assert self.step(pk) == "mapping"
        if words:
            self.post(pk, "words", **words)
        self.post(pk, "check")
        assert self.step(pk) == "ready", name
        return pk

    def applied(self, name: str, rows, **fields: str) -> int:
        """Applied; what each record was before is noted, and which are new."""
        pk = self.checked(name, rows, **fields)
        self.accept(name, pk)
        assert self.step(pk) == "applied", name
        self.note_new(name, pk)
        return pk

    def accept(self, name: str, pk: int) -> None:
        """Allow what would wait, note what the records are now, and have it applied."""
        from hub.imports.models import Import, ImportRow

        for verdict, what in (("off_topic", "topic"), ("personal", "allow"),
                              ("conflict", "accept"), ("duplicate", "different")):  # fmt: skip
            if ImportRow.objects.filter(batch=pk, verdict=verdict).exists():
                self.post(pk, "rows/all", verdict=verdict, what=what)
        table = self.table_of(Import.objects.get(pk=pk).kind)
        rows = ImportRow.objects.filter(batch=pk, record_id__isnull=False)
        written = list(rows.exclude(differences=[]).values_list("record_id", flat=True))
        self.notes["imports"][name] |= {
            "table": table,
            "before": {key: self.database.facts(table, key) for key in written},
        }
        self.post(pk, "apply")

    def note_new(self, name: str, pk: int) -> None:
        from hub.core.models import Revision

        note = self.notes["imports"][name]
        made = Revision.objects.filter(run=f"import:{pk}", version=1)
        note["new"] = sorted(made.values_list("record_id", flat=True))
        slugs = f'SELECT slug FROM "{note["table"]}" WHERE id = %s'  # noqa: S608 - our tables
        note["new_slugs"] = [self.database.column(slugs, key)[0] for key in note["new"]]
        assert note["new"] or note["before"], name

    @staticmethod
    def table_of(kind: str) -> str:
        from hub.imports.kinds import kind_of

        return str(kind_of(kind).model._meta.db_table)

    @staticmethod
    def tool_rows(mark: str, count: int = 3) -> list[list[str]]:
        purposes = ("Case management", "Outreach", "Data standard")
        return [
            [f"{mark} {word(mark, number)}",
             f"Helps victims of human trafficking: {word(mark, number)}.",
             f"https://{mark.lower()}-{word(mark, number).lower()}.example/", purposes[number % 3],
             "Kenya" if number % 2 else "France", ""]
            for number in range(count)
        ]  # fmt: skip

    def imports_done(self) -> None:
        """Applied: of every kind, with changed records, with an organisation made on the way."""
        from catalogue.models import Organisation, Tool

        rows = self.tool_rows("Applied")
        first = self.applied("first", rows)
        self.post(first, "keep", title="How the first is read")
        source = self.source_of(first)
        # The second file of the same source changes what the first one made, and adds one.
        rows[0][1] = "Other words of its source: helps victims of human trafficking."
        rows[1][3] = "Case management"
        more = [*rows, *self.tool_rows("Second", 1)]
        self.again("applied", more, source)
        # A curator edits one of the records since: undoing must leave that one.
        self.applied("edited since", self.tool_rows("Edited"))
        slugs = self.notes["imports"]["edited since"]["new_slugs"]
        pk = self.change("catalogue.Tool", slugs[0], summary="A curator’s words about trafficking.")
        self.notes["imports"]["edited since"] |= {
            "edited": pk, "edited_facts": self.database.facts("catalogue_tool", pk),
        }  # fmt: skip
        self.applied(
            "organisations",
            [["Applied Lantern Alliance", "Kenya", "https://alliance.example.org/", "ALA"]],
            headings=["Organisation", "Country", "Website", "Other names"], kind="organisation",
        )  # fmt: skip
        self.applied(
            "events",
            [["Applied Lantern Forum on Human Trafficking", "2026-03-04", "2026-03-05", "Nairobi",
              "Kenya", "First message; Second message"]],
            headings=["Event name", "Start date", "End date", "Place", "Country", "Key messages"],
            kind="event",
        )  # fmt: skip
        self.applied(
            "recommendations",
            [["APPLIED-1", "wg-tip-2021", "Light lanterns against human trafficking.", "States"]],
            headings=["Ref", "Document", "Text", "Addressees"], kind="recommendation",
        )  # fmt: skip
        rows = self.tool_rows("Making", 2)
        rows[0][5] = "Makers of Lanterns Guild"
        self.applied("making", rows, words={
            "scheme-0": "organisation", "word-0": rows[0][5], "choice-0": "+",
        })  # fmt: skip
        made = Organisation.objects.get(name=rows[0][5])
        self.notes["imports"]["making"]["made_organisation"] = made.pk
        undone = self.applied("undone", self.tool_rows("Undone"))
        self.post(undone, "undo")
        assert self.step(undone) == "undone"
        assert not Tool.objects.filter(slug__startswith="undone-").exists()
        cancelled = self.checked("cancelled", self.tool_rows("Cancelled"))
        self.post(cancelled, "cancel")
        assert self.step(cancelled) == "cancelled"
        trial = self.upload("trial", self.tool_rows("Trial"), dry_run="on")
        assert self.step(trial) == "mapping"
        self.post(trial, "check")
        assert self.step(trial) == "ready"
        failed = self.upload("failed", [], headings=[])
        assert self.step(failed) == "failed"
        self.by_feed()
        assert Organisation.objects.filter(name="Applied Lantern Alliance").exists()

    @staticmethod
    def source_of(pk: int):
        from hub.imports.models import Import

        return Import.objects.get(pk=pk).source_id

    def again(self, name: str, rows, source: int) -> None:
        """Another file of a source that has a profile: it is checked without a question."""
        from hub.imports.models import Profile

        profile = Profile.objects.get(source=source).pk
        pk = self.upload(name, rows, source=str(source), new_title="", profile=str(profile))
        assert self.step(pk) == "ready", name
        self.accept(name, pk)
        assert self.step(pk) == "applied"
        self.note_new(name, pk)
        assert len(self.notes["imports"][name]["before"]) == 2

    def by_feed(self) -> None:
        from hub.imports import feeds
        from hub.imports.models import Import, ImportSource, Profile

        content = "\n".join(";".join(row) for row in [TOOLS, *self.tool_rows("Feed")]).encode()

        class Feed(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.send_header("ETag", '"one"')
                self.end_headers()
                self.wfile.write(content)

        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Feed) as serving:
            threading.Thread(target=serving.serve_forever, daemon=True).start()
            url = f"http://127.0.0.1:{serving.server_address[1]}/feed"
            source = ImportSource.objects.create(
                slug="a-feed", title="A feed", kind="tool", key_field="name", feed_url=url,
                feed_every=8760,
            )  # fmt: skip
            of_first = Profile.objects.get(title="How the first is read")
            Profile.objects.create(
                slug="of-the-feed", title="Of the feed", source=source, columns=of_first.columns,
                words=of_first.words, delimiter=";", encoding="utf-8",
            )  # fmt: skip
            now = datetime.datetime.now(datetime.UTC)
            batch = feeds.fetch_feed(source.pk, now, may_connect=lambda _address: True)
            serving.shutdown()
        assert batch is not None
        assert self.step(batch.pk) == "applied", Import.objects.get(pk=batch.pk).sentence
        table = self.table_of("tool")
        self.notes["imports"]["feed"] = {"pk": batch.pk, "table": table, "before": {}}
        self.note_new("feed", batch.pk)

    def imports_under_way(self) -> None:
        """One in each state in which a worker or a person is waited for."""
        from catalogue.models import Tool
        from hub.imports.models import Import, ImportRow
        from hub.imports.views.row import mark_of

        self.upload("uploaded", self.tool_rows("Uploaded"))
        reading = self.upload("reading", self.tool_rows("Reading"))
        assert self.step(reading, 1) == "reading"
        mapping = self.upload("mapping", self.tool_rows("Mapping"), mail_when_done="on")
        assert self.step(mapping) == "mapping"
        # A person has mapped a word, and no more.
        self.post(mapping, "words", then="")
        checking = self.upload("checking", self.tool_rows("Checking"), mail_when_done="on")
        assert self.step(checking) == "mapping"
        self.post(checking, "check")
        assert self.step(checking, 1) in ("checking", "ready")
        # Waiting for decisions, with some of them made.
        cpims = Tool.objects.get(slug="cpims")
        rows = self.tool_rows("Ready", 4)
        rows[1][1] += " Ask maria.lopez@example.org."
        rows[2][1] = "How roads are built, and bridges."
        rows[2][3] = ""
        rows += [
            [cpims.name, "Case management of children, victims of trafficking.", cpims.url,
             "Case management", "Iceland", ""],
            ["Ready Twin Lantern", "Against human trafficking.", rows[0][2],
             "Outreach", "Kenya", ""],
        ]  # fmt: skip
        ready = self.checked("ready", rows)
        by_number = {row.number: row for row in ImportRow.objects.filter(batch=ready)}
        sent = {"number": [], "verdict": "", "waiting": ""}
        for number, answers in (
            (3, {"personal-3-summary": "allow"}), (5, {"row-5": "skip"}),
            (6, {"duplicate-6": f"merge:{cpims.pk}"}),
        ):  # fmt: skip
            sent["number"].append(str(number))
            sent[f"seen-{number}"] = mark_of(by_number[number])
            sent |= answers
        self.post(ready, "rows", **sent)
        decisions = ImportRow.objects.filter(batch=ready).order_by("number")
        self.notes["imports"]["ready"] |= {
            "decisions": list(decisions.values_list("number", "verdict", "decision", "record_id")),
            "same": cpims.pk, "before": {cpims.pk: self.database.facts("catalogue_tool", cpims.pk)},
            "table": "catalogue_tool",
        }  # fmt: skip
        # Another file of the same source is held until that one is through.
        source = self.source_of(ready)
        second = self.upload("held", self.tool_rows("Held"), source=str(source), new_title="")
        assert self.step(second) == "mapping"
        self.post_any(second, "check")
        assert self.step(second) == "held", Import.objects.get(pk=second).state
        for name in ("preparing", "applying", "rolling_back"):
            pk = self.checked(name, self.tool_rows(name.title().replace("_", ""), 5))
            self.accept(name, pk)
            if name == "preparing":
                assert self.step(pk, 2) == "preparing"
                continue
            assert self.step(pk, until="applying") == "applying"
            if self.kind == "sqlite":  # it adds new records bit by bit, hidden
                assert self.step(pk, 2) == "applying"
            if name == "rolling_back":
                self.post(pk, "cancel")
                assert self.step(pk, 1) == "rolling_back"
        for name, most in (("undoing", 1), ("undoing late", 3)):
            pk = self.applied(name, self.tool_rows(name.title().replace(" ", ""), 3))
            self.post(pk, "undo")
            state = self.step(pk, most if self.kind == "sqlite" else min(most, 2))
            assert state == "undoing", (name, state)
        for note in self.notes["imports"].values():
            note["state"] = Import.objects.get(pk=note["pk"]).state

    def post_any(self, pk: int, page: str) -> None:
        assert self.curator.post(f"/curate/imports/{pk}/{page}/").status_code in (302, 409)


def word(mark: str, number: int) -> str:
    """A name that is like no other."""
    rest, letters = sum(map(ord, mark)) * 7919 + number * 104_729, ""
    for _place in range(5):
        rest, at = divmod(rest * 31 + 7, 20)
        letters += "bcdfghjklmnpqrstvwxz"[at] + "aeiou"[rest % 5]
        rest = rest % 1_000_003
    return letters.title()


def complaints(answer) -> str:
    """Why a form was refused, of all that its page holds."""
    lists = re.findall(
        r'class="(?:error|problem|message).*?</(?:ul|p|div)>', answer.content.decode(), re.DOTALL
    )
    return f"{answer.status_code}: {' '.join(lists)[:3000]}"


# What must still hold, seen on a restored copy


def observe(kind: str) -> None:
    """Write the manifest: notes of the filling, and what the code of that commit shows now."""
    from hub.running import postgres
    from hub.running.leash import Leash
    from tests.plugins import upgrade

    path = DATA / f"{kind}.notes.json"
    notes = json.loads(path.read_text()) if path.exists() else upgrade.manifest(kind)
    path.unlink(missing_ok=True)
    write(kind, notes)
    with Leash() as leash:
        var = leash.private_folder()
        server = f"sqlite:///{var}" if kind == "sqlite" else postgres.start(leash)[1]
        look(kind, notes, upgrade.new_database(server, var, "restored")[0], var)
    write(kind, notes)


def look(kind: str, notes: dict, address: str, var: Path) -> None:
    from tests.plugins import upgrade

    database = upgrade.restore(kind, address, var)
    notes |= {"columns": database.columns(), "counts": database.counts()}
    environment = ENVIRONMENT | {"DATABASE_URL": address, "VAR_DIR": str(var)}
    browser = upgrade.Browser(environment, var / "browser.log")
    notes["permissions"] = browser.ask("permissions")
    notes["log"] = browser.ask("log")
    notes["models"] = browser.ask("models")
    public, curators = addresses(browser, notes)
    notes["public"] = browser.look(public)
    notes["curators"] = browser.look(curators, by=f"{CURATOR} {PASSWORD}")
    links = {
        f"{who} {what}": link
        for who, those in notes["links"].items() if who != "public"
        for what, link in those.items()
    }  # fmt: skip
    notes["mail_links"] = {
        name: [link, browser.ask("look", path=link, by="")] for name, link in links.items()
    }
    browser.close()


def write(kind: str, notes: dict) -> None:
    text = json.dumps(notes, indent=1, sort_keys=True, ensure_ascii=False, default=str)
    (DATA / f"{kind}.json.xz").write_bytes(squeezed(text.encode()))


def addresses(browser, notes: dict) -> tuple[list[str], list[str]]:
    from urllib.parse import urlencode

    every = re.findall(rf"<loc>{SITE}(/[^<]*)</loc>", browser.get("/sitemap.xml")["text"])
    # All would take minutes: every fourth record, and every tenth page of the vocabulary.
    terms = [path for path in every if path.startswith("/vocabulary/")]
    records = [path for path in every if path.count("/") == 3 and path not in terms]
    public = [path for path in every if path not in terms and path not in records]
    public += records[::4] + terms[::10]
    routes = {"tool": "tools", "organisation": "organisations", "deployment": "practice",
              "misuse": "misuse", "event": "events", "document": "documents",
              "recommendation": "recommendations", "situation": "situation",
              "everything": "search"}  # fmt: skip
    for kind, query, _whats in FILTERS:
        public.append(f"/{routes[kind]}/?{query}")
        parameters = "&".join(filter(None, (urlencode({"of": kind}), query)))
        public += [f"/subscribe/?{parameters}", f"/changes/feed/?{parameters}"]
    public += [f"/{route}/feed/" for route in ("tools", "organisations", "practice", "misuse",
               "events", "documents", "recommendations", "whats-new")]  # fmt: skip
    public += [
        "/events.ics", "/events/gpf-2021-renamed.ics",
        "/events/19th-alliance-against-trafficking-in-persons-conference.ics",
        "/robots.txt", "/healthz",
        "/how-fit-is-judged/", "/tools/feed/?purpose=case-management", "/events/?ended=1",
        # Former, merged, archived, withdrawn, unknown.
        "/tools/apprise-audit/", "/tools/apprise-audit-renamed/", "/organisations/ansa/",
        "/events/gpf-2021-technology-in-crises/", "/events/gpf-2021-technology-in-crises.ics",
        "/tools/comply-chain/", "/tools/free2link/", "/tools/contratados/", "/tools/no-such-tool/",
        "/tools/compare/?tool=primero&tool=cpims", "/shortlist/?tool=primero&tool=cpims",
        "/shortlist/briefing.txt?tool=primero", "/tools/?page=2&sort=name", "/tools/?q=hotlien",
        "/situation/?who=survivor&why=tella", "/tools/?limit=x", "/recommendations/gaps/?by=topic",
        *notes["links"]["public"]["changes"],
    ]  # fmt: skip
    curators = ["/admin/", "/curate/imports/", "/curate/imports/new/",
                "/admin/catalogue/tool/?state__exact=published", "/admin/core/revision/",
                "/admin/vocabulary/term/", "/curate/imports/profiles/how-the-first-is-read/",
                "/curate/imports/sources/a-feed/"]  # fmt: skip
    for note in notes["imports"].values():
        pages = ("", "rows/", "columns/", "report/", "written/")
        curators += [f"/curate/imports/{note['pk']}/{page}" for page in pages]
    return sorted(set(public)), curators


if __name__ == "__main__":
    if sys.argv[1] == "fill":
        fill(sys.argv[2], sys.argv[3])
    elif sys.argv[1] == "observe":
        observe(sys.argv[2])
    else:
        make(sys.argv[1])
