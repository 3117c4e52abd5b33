"""With another name, the old one stands nowhere: on no page, in no file, in no mail."""

import ast
import io
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from hub.identity.publication import publish
from hub.outbox.mail_kinds import registered
from tests.hub.web.middleware.test_compression import PATHS

OLD = ("Anti-Trafficking Technology Hub", "Old operator", "old@example.org")
NEW = "Harbour Council Watch"
DRESS = {
    "name": NEW,
    "operator_name": "The Council",
    "contact": "hello@harbour.example",
    "exit_address": "https://weather.example/",
}
STAFF_PAGES = (
    "/admin/", "/admin/catalogue/tool/", "/admin/identity/", "/admin/accounts/person/add/",
    "/desk/", "/desk/numbers/", "/desk/purging/", "/desk/redactions/", "/desk/merges/",
    "/curate/imports/", "/accounts/password/change/", "/accounts/2fa/",
)  # fmt: skip
# Who reads the settings themselves: what they fall back to, and what speaks to operators.
READS_SETTINGS = {
    "hub/devserver/startup.py", "hub/pages/deployment_checks.py", "hub/identity/identity.py",
    "hub/web/operator.py",
}  # fmt: skip
DRESSED = {"SITE_NAME", "EXIT_ADDRESS", "OPERATOR_NAME", "OPERATOR_ADDRESS", "OPERATOR_FUNDING",
           "CONTACT_EMAIL", "DATA_LICENCE"}  # fmt: skip


@pytest.fixture
def _dressed(settings):
    settings.OPERATOR_NAME, settings.CONTACT_EMAIL = "Old operator", "old@example.org"
    settings.EXIT_ADDRESS = "https://old-exit.example/"
    publish(DRESS, based_on=0, by=None)


def old_words(content):
    text = content if isinstance(content, str) else content.decode("utf-8", "replace")
    return [words for words in (*OLD, "old-exit.example") if words in text]


def words_within(content):
    """Of a Word file: all of its parts."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())


@pytest.mark.usefixtures("starter", "_dressed")
@pytest.mark.parametrize("path", [path for path, _status in PATHS])
def test_no_answer_to_readers_has_it(client, path):
    answer = client.get(path)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert old_words(content) == []


@pytest.mark.usefixtures("starter", "_dressed")
def test_pages_feeds_and_calendars_have_the_new_one(client):
    for path in ("/", "/tools/", "/tools/feed/", "/events.ics", "/accounts/login/", "/nothing/",
                 "/subscribe/?of=tool", "/tell/"):  # fmt: skip
        assert NEW in client.get(path).content.decode(), path


@pytest.mark.usefixtures("starter", "_dressed")
def test_a_word_file_has_the_new_one():
    answer = Client().get("/shortlist/briefing.docx?tool=primero")
    words = words_within(answer.content)
    assert old_words(words) == []
    assert NEW in words


@pytest.mark.usefixtures("_dressed")
@pytest.mark.django_db
@pytest.mark.parametrize("path", STAFF_PAGES)
def test_no_page_of_curators_has_it(signed_in, path):
    page = signed_in("administrator").get(path, follow=True).content.decode()
    page = page.replace('value="Old operator"', "").replace('placeholder="Old operator"', "")
    assert [words for words in old_words(page) if words != "old@example.org"] == []
    assert NEW in page


@pytest.mark.usefixtures("_dressed")
@pytest.mark.django_db
def test_the_pages_that_the_proxy_sends_are_written_in_the_new_dress(tmp_path):
    call_command("write_error_pages", tmp_path)
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert written
    assert [path.name for path in written if old_words(path.read_bytes())] == []
    assert any("weather.example" in path.read_text("utf-8", "replace") for path in written)


@pytest.mark.usefixtures("_dressed")
@pytest.mark.django_db
def test_mails_of_accounts_and_subscriptions_have_the_new_one(
    client, make_person, subscribed, asked_for, sent_mails, signed_in
):
    asked_for("one@example.org")
    subscribed("two@example.org")
    person = make_person(email="boss@example.org")
    signed_in("administrator").post(f"/admin/accounts/person/{person.pk}/send-link/")
    mails = sent_mails()
    assert mails
    texts = [f"{mail.subject}\n{mail.text}" for mail in mails]
    assert [old_words(text) for text in texts] == [[]] * len(texts)
    assert any(NEW in text for text in texts)


def test_no_module_reads_the_settings_that_administrators_replace():
    """A mail or a page that did would keep the old name: ``hub.identity`` is asked."""
    readers = set()
    root = Path(settings.BASE_DIR)
    for room in ("hub", "catalogue", "events"):
        for path in (root / room).rglob("*.py"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            names = {
                node.attr
                for node in ast.walk(tree)
                if isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Name)
                and node.value.id == "settings"
            }
            if names & DRESSED:
                readers.add(str(path.relative_to(root)))
    assert readers <= READS_SETTINGS


@pytest.mark.usefixtures("_dressed")
@pytest.mark.django_db
def test_no_kind_of_mail_is_labelled_with_it():
    assert [kind.purpose for kind in registered() if old_words(str(kind.label))] == []
