"""With another name, the old one stands nowhere: on no page, in no file, in no mail."""

import ast
import io
import zipfile
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.core.management import call_command
from django.test import Client

from hub.identity.publication import publish
from hub.identity.site_identity import current_identity
from hub.outbox.mail_kinds import registered
from hub.web.error_pages import bare_page
from hub.web.error_texts import ERROR_TEXTS
from hub.web.responses import error_page
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


SIGN_IN_PAGES = (
    "/accounts/login/", "/accounts/password/reset/", "/accounts/password/reset/done/",
    "/accounts/password/reset/key/x-set-password/", "/accounts/logout/",
)  # fmt: skip
MACHINE_PAGES = ("/healthz", "/healthz/deep", "/.well-known/security.txt", "/robots.txt")


@pytest.mark.usefixtures("_dressed")
@pytest.mark.django_db
@pytest.mark.parametrize("path", SIGN_IN_PAGES)
def test_no_page_before_the_sign_in_has_it(client, path):
    page = client.get(path, follow=True).content.decode()
    assert old_words(page) == []
    assert NEW in page


@pytest.mark.usefixtures("_dressed")
@pytest.mark.django_db
@pytest.mark.parametrize("path", MACHINE_PAGES)
def test_no_answer_to_machines_has_it(client, settings, path):
    settings.SECURITY_CONTACT = "security@harbour.example"
    answer = client.get(path)
    assert answer.status_code in (200, 503)  # 503: /healthz/deep, where no worker was heard from
    assert old_words(answer.content) == []


@pytest.mark.usefixtures("_dressed")
@pytest.mark.django_db
def test_an_app_that_makes_codes_is_shown_the_new_one(signed_in):
    page = signed_in("administrator").get("/accounts/2fa/totp/activate/", follow=True)
    text = unquote(page.content.decode())
    assert old_words(text) == []
    assert NEW in text


@pytest.mark.usefixtures("starter", "_dressed")
def test_no_list_and_no_form_of_the_administration_has_it(signed_in):
    """Of every model that stands there."""
    browser = signed_in("administrator")
    browser.get("/admin/")
    pages = {}
    for model in filter(admin.site.is_registered, apps.get_models()):
        base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        pages |= {path: browser.get(path, follow=True) for path in (base, f"{base}add/")}
    pages = {path: page.content.decode() for path, page in pages.items()}
    assert len(pages) > 20
    # The administrator's own old address may be a value; no other word of before is one.
    assert {path: words for path, page in pages.items() if (words := old_words(page))} == {}


@pytest.mark.usefixtures("_dressed")
@pytest.mark.django_db
@pytest.mark.parametrize("status", ERROR_TEXTS)
def test_no_page_of_errors_has_it(rf, status):
    """Those of the site, and those that stand alone, whose process knew the dress last."""
    current_identity()
    page = error_page(rf.get("/tools/"), status).content.decode()
    alone = bare_page(status, style_sheet="/s.css")
    assert (old_words(page), old_words(alone)) == ([], [])
    assert NEW in page
    assert DRESS["exit_address"] in page
    assert DRESS["exit_address"] in alone


def test_no_file_of_the_code_has_it_but_the_setting():
    """Whatever is written in a file cannot be dressed: static ones, texts, and data."""
    root = Path(settings.BASE_DIR)
    files = [
        path
        for room in ("hub", "catalogue", "events", "templates", "static")
        for path in (root / room).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    ]
    named = {str(path.relative_to(root)) for path in files if OLD[0].encode() in path.read_bytes()}
    assert named == {"hub/settings.py"}


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
