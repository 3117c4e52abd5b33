"""Where no mail server is named, mails can be read on a page."""

import pytest

from hub.digests.preferences import unsubscribe
from hub.digests.retention import sweep
from hub.outbox.delivery_results import TransportUnavailableError
from hub.outbox.dispatcher import Dispatcher, open_transport
from hub.outbox.file_transport import FileTransport
from hub.outbox.lease import LeaseLostError
from hub.outbox.models import Mail
from tests.full_disk import no_room

pytestmark = pytest.mark.django_db


@pytest.fixture
def files(settings, tmp_path, dispatcher):
    settings.EMAIL_HOST = ""
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    return Dispatcher(dispatcher.compose, open_transport)


def test_a_mail_is_read_on_the_page(files, make_mail, signed_in):
    mail = make_mail(5, to="ada@example.org")
    files.send_due()
    mail.refresh_from_db()
    assert mail.state == "sent"
    browser = signed_in("administrator")
    (shown,) = browser.get("/admin/mail/").context["mails"]
    assert (shown.to, shown.subject) == ("ada@example.org", f"News {mail.pk}")
    assert "change 5" in browser.get(f"/admin/mail/{shown.name}/").content.decode()


def test_a_mail_that_is_written_twice_is_one_file(files, make_mail, settings):
    make_mail()
    for _ in range(2):
        Mail.objects.update(state="due")
        files.send_due()
    assert len(list(settings.EMAIL_FILE_PATH.iterdir())) == 1


def test_only_we_can_read_the_files(files, make_mail, settings):
    make_mail()
    files.send_due()
    (path,) = settings.EMAIL_FILE_PATH.iterdir()
    assert path.stat().st_mode & 0o077 == 0


def test_the_file_of_a_mail_goes_with_who_it_was_for(files, make_mail, settings):
    left, stays = make_mail(to="left@example.org"), make_mail(to="stays@example.org")
    files.send_due()
    account = settings.EMAIL_FILE_PATH / "20301231-120000-140230.log"
    account.touch()
    unsubscribe(left.subscriber)
    sweep()
    kept = {path.name.rpartition("-")[2] for path in settings.EMAIL_FILE_PATH.iterdir()}
    assert kept == {f"{stays.message_id[1:].partition('@')[0]}.log", "140230.log"}


def test_where_nothing_can_be_written_the_mail_waits(files, make_mail, settings, tmp_path):
    mail = make_mail()
    (tmp_path / "file").touch()
    settings.EMAIL_FILE_PATH = tmp_path / "file"
    files.send_due()
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == ("due", 0)


def test_where_the_disk_is_full_nothing_half_made_stays(settings, tmp_path, message, lease):
    """The draft would show whom it is for."""
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    with no_room(), pytest.raises(TransportUnavailableError):
        FileTransport().send(message(), lease)
    assert list((tmp_path / "mail").iterdir()) == []


def test_a_mail_that_was_lost_is_not_written(settings, tmp_path, message, lease):
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    lease.lost_at = "begin_sending"
    with pytest.raises(LeaseLostError):
        FileTransport().send(message(), lease)
    assert list((tmp_path / "mail").iterdir()) == []
