"""One mail at the end, for those who wanted it."""

import pytest

from hub.imports import notifications

pytestmark = pytest.mark.django_db


def test_the_end_is_told_once(apply, rows_of_file, make_person, mailoutbox):
    batch = apply(rows_of_file(2), by=make_person(email="ann@example.org"), mail_when_done=True)
    assert (notifications.send_due(), notifications.send_due()) == (1, 0)
    (sent,) = mailoutbox
    assert sent.to == ["ann@example.org"]
    assert "list.csv" in sent.subject
    assert f"/curate/imports/{batch.pk}/" in sent.body


def test_nobody_who_did_not_ask_gets_a_mail(apply, rows_of_file, make_person, mailoutbox):
    apply(rows_of_file(1), by=make_person())
    assert notifications.send_due() == 0
    assert not mailoutbox


def test_a_server_that_refuses_does_not_stop_the_worker(
    apply, rows_of_file, make_person, monkeypatch
):
    def refuse(*args, **options):
        raise OSError

    apply(rows_of_file(1), by=make_person(), mail_when_done=True)
    monkeypatch.setattr(notifications, "send_mail", refuse)
    assert notifications.send_due() == 0
