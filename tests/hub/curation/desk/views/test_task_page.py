"""Taking, giving, commenting, closing and taking back, also when somebody else was quicker."""

import pytest

from hub.curation.desk.models import Task, TaskComment
from hub.curation.desk.task_kinds import TaskFacts
from hub.curation.desk.task_list import close_task, open_task, reconcile
from hub.outbox.models import Mail
from hub.outbox.sealing import unseal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("source")]


def text_of(response):
    return response.content.decode()


def test_a_task_is_taken_and_the_list_comes_back(curator, me, task):
    response = curator.post(f"/desk/{task.pk}/assign/", {"to": me.pk, "back": "/desk/?kind=sample"})
    task.refresh_from_db()
    assert (task.assigned_to, response["Location"]) == (me, "/desk/?kind=sample")


def test_nobody_is_led_to_another_site(curator, me, task):
    response = curator.post(
        f"/desk/{task.pk}/assign/", {"to": me.pk, "back": "https://example.org/desk/"}
    )
    assert response["Location"] == f"/desk/{task.pk}/"


def test_a_task_is_given_to_a_colleague_and_back(curator, colleague, task):
    curator.post(f"/desk/{task.pk}/assign/", {"to": colleague.pk})
    curator.post(f"/desk/{task.pk}/assign/", {"to": "", "seen": colleague.pk})
    task.refresh_from_db()
    assert task.assigned_to is None


def test_who_was_quicker_keeps_the_task_and_the_other_is_told(curator, me, colleague, task):
    Task.objects.filter(pk=task.pk).update(assigned_to=colleague)
    response = curator.post(f"/desk/{task.pk}/assign/", {"to": me.pk})
    task.refresh_from_db()
    assert (response.status_code, task.assigned_to) == (409, colleague)
    assert "Meanwhile Oren has taken this task." in text_of(response)


def test_a_task_is_given_to_nobody_who_may_not_work_on_it(curator, make_person, task):
    reader = make_person()
    response = curator.post(f"/desk/{task.pk}/assign/", {"to": reader.pk})
    assert response.status_code == 400
    assert "Choose somebody who may work on this task." in text_of(response)


def test_a_comment_stands_at_the_task(curator, task):
    curator.post(f"/desk/{task.pk}/comment/", {"text": "I asked the makers."})
    assert "I asked the makers." in text_of(curator.get(f"/desk/{task.pk}/"))


def test_whoever_is_named_gets_a_mail_with_a_link_and_no_word_of_it(curator, colleague, task):
    curator.post(
        f"/desk/{task.pk}/comment/", {"text": "About the shelter.", "mentioned": [colleague.pk]}
    )
    mail = Mail.objects.get(purpose="desk")
    message = unseal(mail.sealed_message)
    assert (mail.person, f"/desk/{task.pk}/" in message) == (colleague, True)
    assert not [word for word in ("shelter", task.title) if word in message]


def test_a_comment_that_is_sent_twice_is_kept_and_mailed_once(curator, colleague, task):
    for _ in range(2):
        typed = {"text": "Who asks the makers?", "mentioned": [colleague.pk]}
        assert curator.post(f"/desk/{task.pk}/comment/", typed).status_code == 302
    assert (task.comments.count(), Mail.objects.count()) == (1, 1)


def test_who_sends_a_comment_again_to_name_somebody_mails_that_one(curator, colleague, task):
    for mentioned in ([], [colleague.pk]):
        curator.post(f"/desk/{task.pk}/comment/", {"text": "Who asks?", "mentioned": mentioned})
    assert list(task.comments.get().mentioned.all()) == [colleague]
    assert Mail.objects.get().person == colleague


def test_nobody_is_mailed_who_is_not_named(curator, colleague, task):
    curator.post(f"/desk/{task.pk}/comment/", {"text": "To all."})
    assert not Mail.objects.exists()


def test_nobody_can_be_named_who_may_not_see_the_task(curator, make_person, task):
    response = curator.post(
        f"/desk/{task.pk}/comment/", {"text": "To you.", "mentioned": [make_person().pk]}
    )
    assert (response.status_code, TaskComment.objects.count()) == (400, 0)


@pytest.mark.parametrize("text", ["", "   ", "x" * 2001])
def test_a_comment_that_cannot_be_kept_comes_back_with_a_sentence(curator, task, text):
    response = curator.post(f"/desk/{task.pk}/comment/", {"text": text})
    assert (response.status_code, 'class="why"' in text_of(response)) == (400, True)


def test_what_was_typed_is_not_lost(curator, task):
    response = curator.post(f"/desk/{task.pk}/comment/", {"text": "x" * 2001})
    assert "x" * 2001 in text_of(response)


def test_a_task_is_closed_with_a_reason(curator, me, task):
    curator.post(f"/desk/{task.pk}/close/", {"outcome": "done", "reason": "By telephone."})
    task.refresh_from_db()
    assert (task.closed_by, task.outcome, task.reason) == (me, "done", "By telephone.")


@pytest.mark.parametrize("data", [{"outcome": "done"}, {"reason": "Why"}, {"outcome": "gone"}])
def test_without_outcome_and_reason_nothing_is_closed(curator, task, data):
    response = curator.post(f"/desk/{task.pk}/close/", data)
    task.refresh_from_db()
    assert (response.status_code, task.is_open) == (400, True)


def test_who_closes_what_another_has_closed_is_told(curator, colleague, task):
    close_task("sample", "a", by=colleague, reason="Mine.")
    response = curator.post(f"/desk/{task.pk}/close/", {"outcome": "done", "reason": "Also."})
    task.refresh_from_db()
    assert (response.status_code, task.reason) == (409, "Mine.")
    assert "Meanwhile Oren closed this task." in text_of(response)


def test_what_is_settled_on_its_own_page_cannot_be_closed_here(curator, source):
    strict = open_task("strict", "a", title="Strict")
    response = curator.post(f"/desk/{strict.pk}/close/", {"outcome": "done", "reason": "Why"})
    strict.refresh_from_db()
    assert (response.status_code, strict.is_open) == (409, True)


def test_a_closing_is_taken_back(curator, me, task):
    close_task("sample", "a", by=me, reason="Too soon.")
    curator.post(f"/desk/{task.pk}/reopen/")
    task.refresh_from_db()
    assert (task.is_open, task.reason, task.outcome) == (True, "", "")


def test_a_closing_is_not_taken_back_beside_a_newer_task(curator, me, task):
    close_task("sample", "a", by=me, reason="Too soon.")
    open_task("sample", "a", title="Again")
    response = curator.post(f"/desk/{task.pk}/reopen/")
    assert response.status_code == 409
    assert "stands on the desk again already" in text_of(response)


def test_what_is_open_cannot_be_opened(curator, task):
    assert curator.post(f"/desk/{task.pk}/reopen/").status_code == 409


def test_a_page_of_what_was_settled_elsewhere_says_so(curator, source):
    source.append(TaskFacts("b", "B"))
    reconcile("sample")
    source.clear()
    reconcile("sample")
    page = text_of(curator.get(f"/desk/{Task.objects.get().pk}/"))
    assert "Settled elsewhere." in page


@pytest.mark.parametrize("verb", ["assign", "comment", "close", "reopen"])
def test_looking_changes_nothing_and_leads_to_the_task(curator, task, verb):
    response = curator.get(f"/desk/{task.pk}/{verb}/")
    task.refresh_from_db()
    assert (response["Location"], task.is_open) == (f"/desk/{task.pk}/", True)


@pytest.mark.parametrize("verb", ["assign", "comment", "close", "reopen"])
def test_without_a_token_nothing_is_done(me, task, verb):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(me, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.post(f"/desk/{task.pk}/{verb}/", {"reason": "x"}).status_code == 403


def test_a_task_that_is_not_there_is_not_found(curator):
    assert curator.get("/desk/999999999/").status_code == 404


def test_a_number_too_large_for_the_database_is_not_found(curator):
    assert curator.get("/desk/99999999999999999999/").status_code == 404


def test_a_task_of_a_kind_that_no_room_knows_is_refused(curator, task):
    Task.objects.filter(pk=task.pk).update(kind="gone")
    assert curator.get(f"/desk/{task.pk}/").status_code == 403
