"""What is kept of focal points, for how long, and what a restore does not bring back."""

import datetime

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError

from events.reporting import reminders, report_requests, retention, review
from events.reporting.models import ErasedFocalPoint, ReportMail, ReportRequest
from hub.backup import restored_site
from hub.digests.retention import look_up, seal_again
from hub.outbox.models import Mail, MailHold

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
ADDRESS = "amina.otieno@interior.go.ke"


@pytest.fixture(autouse=True)
def journal(settings, tmp_path):
    removals = settings.STORAGES["removals"]
    settings.STORAGES = settings.STORAGES | {
        "removals": removals | {"OPTIONS": {"location": tmp_path / "removals"}}
    }


def stored_texts():
    """Everything that the database holds, as text."""
    for model in apps.get_models():
        if model._meta.managed:
            for row in model._default_manager.values():
                yield from map(str, row.values())


def test_no_table_holds_the_address_or_a_plain_hash_of_it(make_request, sent_in, sent_mails):
    request = make_request()
    reminders.schedule_due()
    sent_mails()
    sent_in(request)
    assert not [text for text in stored_texts() if "amina" in text or "interior.go" in text]


def test_an_address_is_erased_ninety_days_after_the_round(make_request, days):
    request = make_request()  # closes in 60 days
    reminders.schedule_due()
    assert (retention.sweep(days(150)), retention.sweep(days(151)), retention.sweep(days(152))) == (
        0, 1, 0,
    )  # fmt: skip
    request.refresh_from_db()
    assert (request.address, request.address_key) == ("", "")
    assert not Mail.objects.exclude(address="").exists()


@pytest.mark.parametrize("ended", ["without days", "withdrawn"])
def test_and_after_the_last_that_happened_where_there_is_no_such_day(
    make_request, make_round, days, ended
):
    days_of = {"opens": None, "due": None, "closes": None} if ended == "without days" else {}
    request = make_request(round=make_round(**days_of))
    if ended == "withdrawn":
        report_requests.withdraw(request.pk)
    assert (retention.sweep(days(89)), retention.sweep(days(91))) == (0, 1)


def test_of_what_was_declined_the_words_go_and_what_was_published_stays(sent_in, make_person, days):
    request = sent_in()
    review.decline(request.answers.get().pk, by=make_person(), reason="No.")
    retention.sweep(days(200))
    assert request.answers.get().evidence == retention.NO_WORDS


def test_words_that_nobody_read_go_as_well_and_wait_for_nobody(sent_in, days):
    request = sent_in()
    retention.erase_focal_point(ADDRESS)
    assert request.answers.get().evidence != retention.NO_WORDS  # they have their time
    assert (retention.sweep(days(150)), retention.sweep(days(151)), retention.sweep(days(152))) == (
        0, 1, 0,
    )  # fmt: skip
    answer = request.answers.get()
    assert (answer.evidence, answer.source_title, answer.source_url) == ("…", "…", "")
    assert (answer.decision, bool(answer.reason)) == ("declined", True)
    assert not ReportRequest.objects.waiting().exists()


def test_words_that_a_curator_put_in_others_go_and_what_was_published_stays(
    sent_in, make_person, days
):
    request = sent_in(evidence="Amina Otieno passed it.")
    review.accept(request.answers.get().pk, by=make_person(), evidence="It was passed.")
    retention.sweep(days(200))
    answer = request.answers.get()
    assert (answer.evidence, answer.published_evidence) == ("…", "It was passed.")
    assert answer.source_title == "Counter-Trafficking in Persons Act"


def test_its_owner_can_have_it_looked_up_and_erased(make_request, make_person):
    request = make_request()
    by = make_person()
    assert look_up(ADDRESS.upper(), by=by, reason="Its owner asks.").asked == 1
    look_up(ADDRESS, by=by, reason="Its owner asks.", erase=True)
    request.refresh_from_db()
    assert (request.address, look_up(ADDRESS, by=by, reason="Again.").asked) == ("", 0)


def test_an_address_that_its_owner_had_erased_is_entered_by_nobody(
    make_request, make_person, signed_in, make_round, kenya
):
    request = make_request()
    by = make_person()
    answer = look_up(ADDRESS, by=by, reason="Its owner asks.", erase=True)
    assert (answer.asked, answer.is_asked_no_more) == (1, True)
    sentence = "asked not to be written to"
    with pytest.raises(ValidationError, match=sentence):
        report_requests.renew_link(request.pk, address=ADDRESS.upper())
    client, admin = signed_in("curator"), "/admin/reporting/reportrequest/"
    form = {"round": make_round().pk, "country": kenya.pk, "language": "en"}
    page = client.post(f"{admin}add/", form | {"typed_address": ADDRESS})
    assert sentence in page.content.decode()
    page = client.post(f"{admin}paste/", form | {"lines": f"KE; {ADDRESS}"})
    assert (page.status_code, sentence in page.content.decode()) == (400, True)
    assert ReportRequest.objects.count() == 1


def test_the_page_of_the_look_up_says_what_was_erased(signed_in, make_request):
    make_request()
    form = {"address": ADDRESS, "reason": "Its owner asks.", "erase": "on"}
    page = signed_in("administrator").post("/admin/digests/asked/add/", form)
    assert "It was the focal point of 1 request to report" in page.content.decode()
    assert "It is the focal point" not in page.content.decode()


def test_addresses_are_sealed_again_with_a_newer_key(make_request, settings):
    request = make_request()
    settings.DIGEST_KEYS = ["n" * 50, *settings.DIGEST_KEYS]
    sealed, unreadable = seal_again()
    settings.DIGEST_KEYS = ["n" * 50]
    request.refresh_from_db()
    assert (sealed > 0, unreadable, request.plain_address()) == (True, 0, ADDRESS)


# After a restore


def test_requests_are_not_mailed_again_after_a_restore(make_request, sent_mails):
    make_request()
    restored_site.make_safe()
    mail = Mail.objects.get()
    assert (mail.state, MailHold.is_open(), sent_mails()) == (Mail.State.UNCERTAIN, True, [])
    MailHold.objects.update(released_at=datetime.datetime.now(datetime.UTC))
    assert (reminders.schedule_due(), ReportMail.objects.count(), sent_mails()) == (0, 1, [])


@pytest.mark.parametrize("end", [report_requests.withdraw, report_requests.renew_link])
def test_a_link_that_had_ended_stays_so(make_request, end):
    request = make_request()
    end(request.pk)
    # The row as the backup has it.
    ReportRequest.objects.filter(pk=request.pk).update(withdrawn_at=None, nonce=request.nonce)
    assert restored_site.make_safe().requests == 1
    request.refresh_from_db()
    assert request.withdrawn_at is not None
    assert restored_site.make_safe().requests == 0


def test_whoever_wanted_no_reminders_gets_none(make_request):
    request = make_request()
    report_requests.refuse_reminders(request)
    ReportRequest.objects.update(reminders_refused_at=None)
    restored_site.make_safe()
    request.refresh_from_db()
    assert request.reminders_refused_at is not None


def test_an_address_that_was_erased_does_not_come_back(make_request):
    request = make_request()
    stored = ReportRequest.objects.values("address", "address_key").get()
    retention.erase_focal_point(ADDRESS)
    ReportRequest.objects.update(**stored)
    assert restored_site.make_safe().requests == 1
    request.refresh_from_db()
    assert request.address == ""


def test_an_address_that_was_entered_after_its_erasure_stays(make_request, make_round):
    request = make_request()
    retention.erase_focal_point(ADDRESS)
    # As in a backup that was taken days later, in which a curator could enter it again.
    ErasedFocalPoint.objects.all().delete()
    later = make_request(round=make_round())
    ReportRequest.objects.filter(pk=later.pk).update(
        address_entered_at=later.address_entered_at + datetime.timedelta(days=2)
    )
    assert restored_site.make_safe().requests == 0
    addresses = dict(ReportRequest.objects.values_list("pk", "address"))
    assert (addresses[request.pk], bool(addresses[later.pk])) == ("", True)


def test_after_a_restore_an_erased_address_cannot_be_entered(make_request):
    retention.erase_focal_point(ADDRESS)
    ErasedFocalPoint.objects.all().delete()
    restored_site.make_safe()
    with pytest.raises(ValidationError):
        report_requests.set_address(ReportRequest(), ADDRESS)
