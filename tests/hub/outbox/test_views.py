"""Mails in files, read on a page."""

import pytest
from django.core.mail import send_mail as send_django_mail

from hub.outbox.dispatcher import Dispatcher

pytestmark = pytest.mark.django_db


def send_mail(*arguments):
    send_django_mail(*arguments)
    Dispatcher().send_due()


@pytest.fixture
def _files(settings, tmp_path):
    settings.EMAIL_BACKEND = "hub.outbox.queue.OutboxBackend"
    settings.EMAIL_HOST = ""
    settings.EMAIL_FILE_PATH = tmp_path / "mail"


@pytest.mark.usefixtures("_files")
def test_an_administrator_reads_the_mails(signed_in):
    send_mail("Grüße", "Look at https://example.org/a", None, ["ada@example.org"])
    browser = signed_in("administrator")
    page = browser.get("/admin/mail/")
    (mail,) = page.context["mails"]
    assert (mail.subject, mail.to) == ("Grüße", "ada@example.org")
    assert "Look at" in browser.get(f"/admin/mail/{mail.name}/").content.decode()


@pytest.mark.usefixtures("_files")
def test_the_list_is_no_list_of_addresses(signed_in):
    send_mail("News", "Text", None, ["lovelace@example.org"])
    shown = signed_in("administrator").get("/admin/mail/").content.decode()
    assert "l…@example.org" in shown
    assert "lovelace" not in shown


@pytest.mark.usefixtures("_files")
def test_there_may_be_no_mail_yet(signed_in):
    assert signed_in("administrator").get("/admin/mail/").status_code == 200


@pytest.mark.usefixtures("_files")
def test_a_curator_may_not_read_them(signed_in):
    assert signed_in("curator").get("/admin/mail/").status_code == 403


@pytest.mark.usefixtures("_files")
def test_whoever_may_not_enter_is_told_so_and_not_sent_round_in_circles(client, make_person):
    person = make_person(is_staff=False)
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/admin/mail/").status_code == 403


@pytest.mark.usefixtures("_files")
def test_a_stranger_is_asked_to_sign_in(client):
    assert client.get("/admin/mail/").url.startswith("/accounts/login/")


@pytest.mark.usefixtures("_files")
@pytest.mark.parametrize("name", ["nothing.log", "..", "..%2fsecret_key", "%00"])
def test_only_the_files_of_mails_are_shown(signed_in, name):
    assert signed_in("administrator").get(f"/admin/mail/{name}/").status_code in (400, 404)


def test_where_mails_are_sent_there_is_no_such_page(signed_in, settings):
    settings.EMAIL_HOST = "mail.example.org"
    assert signed_in("administrator").get("/admin/mail/").status_code == 404


@pytest.mark.usefixtures("_files")
def test_a_file_from_before_the_outbox_is_still_read(signed_in, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    send_django_mail("Old", "Text", None, ["ada@example.org"])
    browser = signed_in("administrator")
    (mail,) = browser.get("/admin/mail/").context["mails"]
    assert (mail.subject, mail.text) == ("Old", "Text\n")
