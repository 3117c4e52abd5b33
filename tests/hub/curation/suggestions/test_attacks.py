"""What an abuser sends: every field, parameter and button, in every way it is not meant."""

import datetime
import re
import time

import pytest
from django.contrib.auth.models import Permission
from django.core import mail as django_mail
from django.test import Client

from catalogue.models import Tool
from hub.curation.suggestions import form_stamp, receipts
from hub.curation.suggestions.models import Suggestion
from hub.outbox.models import Mail
from tests.hub.curation.suggestions.conftest import text_of

pytestmark = pytest.mark.django_db

MARKUP = (
    "<script>alert(1)</script><img src=x onerror=alert(2)>'\"><svg/onload=alert(3)>{{7*7}}{%x%}"
)
UNSEEN = "a\u202eb\u2066c\u200bd\ufefff\u00adg\U000e0041h"
DESK = "/desk/suggestions/"


@pytest.fixture
def tool(make_tool):
    return make_tool(slug="alpha", name="Alpha")


@pytest.fixture
def correction(make_suggestion, tool):
    return make_suggestion(record=tool, facts={"name": "Beta"})


# What is typed


@pytest.mark.parametrize("kind", Suggestion.Kind.values)
def test_markup_in_every_field_is_text_on_every_page(tell, tool, make_helpline, signed_in, kind):
    fields = {f"f-{name}": MARKUP for name in ("name", "summary", "url", "licence", "worked")}
    fields |= dict.fromkeys(("words", "source_title", "choice", "about_kind", "of"), MARKUP)
    about = {"helpline": f"helpline/{make_helpline().slug}", "missing": ""}.get(kind, "tool/alpha")
    sent = {"what": kind, "about": about, "of": "tool", **fields, "public": "1"}
    pages = [tell(step, **sent) for step in ("look", "change", "send")]
    browser = signed_in("curator")
    pages += [browser.get(DESK), browser.get("/desk/")]
    pages += [browser.get(f"{DESK}{one.pk}/") for one in Suggestion.objects.all()]
    for page in pages:
        raw = page.content.decode()
        assert not re.search(r"<script>alert|<img src=x|<svg/onload|49", raw.replace(DESK, ""))


def test_letters_that_nobody_sees_are_taken_out_of_every_text(told, tool):
    told(what="correction", about="tool/alpha", words=UNSEEN, f__name=UNSEEN, source_title=UNSEEN)
    row = Suggestion.objects.get()
    assert {row.words, row.source_title, row.facts.get().text} == {"abcdfgh"}


@pytest.mark.parametrize(
    "email",
    [
        "a@example.org\nBcc: b@example.org",
        "a@example.org\r\nSubject: x",
        "a@example.org, b@example.org",
        "a@example.org%0aBcc:b@example.org",
        "<a@example.org>",
        "a@[127.0.0.1]",
        '"a\nb"@example.org',
        "a\u2028@example.org",
        "a@example.org\x00",
        "b@example.org@c.example",
    ],
)
def test_an_address_is_one_address_or_none(tell, email):
    answer = tell(what="question", words="Is it safe?", email=email)
    for one in Suggestion.objects.all():  # marks that nobody sees may be taken out of it
        assert re.fullmatch(r"[\w.]+@[\w.]+", one.plain_address())
    assert answer.status_code in (200, 400)
    assert not django_mail.outbox


def test_a_mailbox_is_not_bombed_with_receipts(told):
    for number in range(30):
        told(what="question", words=f"Question {number}", email=f"vic.tim+{number}@gmail.com")
    assert Mail.objects.count() <= 3


def test_a_hundred_facts_are_as_many_as_the_record_has(tell, tool):
    facts = {f"f__{name}": "x" for name in map("made-up-{}".format, range(45))}
    answer = tell(what="correction", about="tool/alpha", words="It is wrong.", **facts)
    assert answer.status_code == 200
    assert not Suggestion.objects.get().facts.exists()


def test_of_repeated_parameters_one_counts(client, unhurried, tool):
    stamp = form_stamp.new_stamp().token
    form = {"what": ["danger", "question"], "words": ["one", "two"], "about": ["x/y", "tool/alpha"]}
    client.post("/tell/", {**form, "stamp": [stamp, stamp], "step": ["look", "send"]})
    row = Suggestion.objects.get()
    assert (row.kind, row.words, row.record_id) == ("question", "two", tool.pk)


@pytest.mark.parametrize(
    "field", ["f-state", "f-visibility", "f-slug", "f-verification", "k-state"]
)
def test_nobody_suggests_what_only_curators_decide(told, tool, field):
    told(what="correction", about="tool/alpha", words="x", **{field.replace("-", "__"): "draft"})
    assert not Suggestion.objects.get().facts.exists()


@pytest.mark.parametrize("visibility", ["practitioner", "vetted", "law_enforcement", "internal"])
def test_a_record_that_is_not_public_is_no_record(client, tell, make_tool, visibility):
    make_tool(slug="hidden", name="Secret Steps", visibility=visibility)
    page = client.get("/tell/?about=tool/hidden&what=correction")
    assert (page.status_code, "Secret Steps" in text_of(page)) == (404, False)
    look = tell("look", what="missing", of="tool", f__name="Secret Steps", words="x")
    assert "Is it one of these?" not in text_of(look)


def test_drafts_do_not_crowd_out_what_everybody_may_read(tell, make_tool):
    for _number in range(8):
        make_tool(name="Safe Steps", state="draft")
    make_tool(name="Safe Steps", slug="the-public-one")
    look = tell("look", what="missing", of="tool", f__name="Safe Steps", words="x")
    assert "/tools/the-public-one/" in text_of(look)


@pytest.mark.parametrize(
    "text",
    [
        "a" * 10_000,
        "1 " * 5_000,
        "a@" * 5_000,
        "<" * 10_000,
        "<a " * 3_333,
        "(" * 10_000,
        "+1 (2) " * 1_400,
        "at a dot " * 1_100,
        "e\u0301" * 5_000,
        "\u0600" * 10_000,
        "12 Main Street, " * 625,
        "https://" * 1_250,
    ],
)
def test_no_text_takes_long_to_look_at(tell, tool, text):
    start = time.process_time()
    tell("look", what="correction", about="tool/alpha", words=text, f__summary=text)
    assert time.process_time() - start < 2.0


# The form and the receipt


@pytest.mark.parametrize("seconds", [-10_000, 0, 10**9, -(10**15)])
def test_a_stamp_of_another_time_is_none_of_ours(client, seconds):
    honest = form_stamp.new_stamp()
    forged = honest.token.replace(str(honest.at), str(honest.at + seconds))
    assert seconds == 0 or form_stamp.read_stamp(forged) is None
    sent = {"what": "question", "words": "x", "step": "send", "stamp": forged}
    assert client.post("/tell/", sent).status_code == 400  # too quick, or not ours


def test_a_letter_changed_anywhere_in_a_receipt_is_no_receipt(client, told):
    receipt = told(what="question", words="Is it safe?").replace("-", "")
    for place in range(len(receipt)):
        other = "a" if receipt[place] != "a" else "b"
        wrong = f"{receipt[:place]}{other}{receipt[place + 1 :]}"
        assert client.post("/tell/receipt/", {"receipt": wrong}).status_code == 404


@pytest.mark.parametrize(
    "odd", ["%", "_" * 24, "a" * 25, "a" * 10_000, "' or 1=1--", "١" * 24, "\x00"]
)
def test_an_odd_receipt_is_unknown_like_any_other(client, told, odd):
    told(what="question", words="Is it safe?")
    assert client.post("/tell/receipt/", {"receipt": odd}).status_code in (200, 404)
    assert receipts.find_suggestion(odd) is None


# The curators' side


POSTS = ("", "take/", "ask/", "hide/", "show/")


@pytest.mark.parametrize("step", [*POSTS, "drop/", "take-back/"])
def test_another_site_cannot_press_a_button(make_person, correction, step):
    browser = Client(enforce_csrf_checks=True)
    person = make_person(is_staff=True, is_superuser=True)
    browser.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    address = (
        f"{DESK}{step}" if step in ("drop/", "take-back/") else f"{DESK}{correction.pk}/{step}"
    )
    form = {"do": "accept", "text": "x", "group": correction.group_key, "at": "x"}
    assert browser.post(address, form).status_code == 403
    correction.refresh_from_db()
    assert (correction.state, correction.messages.count()) == ("received", 0)


@pytest.fixture
def person_with(make_person, client):
    """Staff with these permissions and no others, signed in."""

    def make(*names):
        person = make_person(is_staff=True)
        for name in names:
            app, codename = name.split(".")
            permission = Permission.objects.get(content_type__app_label=app, codename=codename)
            person.user_permissions.add(permission)
        client.force_login(person)
        return client

    return make


@pytest.mark.parametrize("step", POSTS)
def test_who_may_only_read_changes_nothing(person_with, correction, step):
    browser = person_with("suggestions.view_suggestion")
    form = {"do": "accept", "text": "x", f"fact-{correction.facts.get().pk}-accept": "on"}
    assert browser.post(f"{DESK}{correction.pk}/{step}", form).status_code == 403
    correction.refresh_from_db()
    assert correction.state == "received"


def accept(browser, suggestion):
    fact, record = suggestion.facts.get(), Tool.objects.get(pk=suggestion.record_id)
    form = {"do": "accept", "seen": record.version, "seen_record": record.pk}
    form |= {f"fact-{fact.pk}-accept": "on", f"fact-{fact.pk}-text": fact.text}
    return browser.post(f"{DESK}{suggestion.pk}/", form)


def test_who_decides_on_suggestions_writes_no_record_by_that_alone(person_with, correction, tool):
    browser = person_with("suggestions.view_suggestion", "suggestions.change_suggestion")
    answer = accept(browser, correction)
    tool.refresh_from_db()
    assert (answer.status_code, tool.name) == (403, "Alpha")
    assert "You may not write records of this kind" in text_of(answer)


def test_who_may_write_the_record_too_accepts_it(person_with, correction, tool):
    names = (
        "suggestions.view_suggestion",
        "suggestions.change_suggestion",
        "catalogue.change_tool",
    )
    assert accept(person_with(*names), correction).status_code == 302
    tool.refresh_from_db()
    assert tool.name == "Beta"


def test_a_new_record_needs_the_permission_to_add_one(person_with, make_suggestion):
    browser = person_with("suggestions.view_suggestion", "suggestions.change_suggestion")
    missing = make_suggestion(kind="missing", about_kind="tool", facts={"name": "New One"})
    fact = missing.facts.get()
    form = {"do": "accept", f"fact-{fact.pk}-accept": "on", f"fact-{fact.pk}-text": "New One"}
    assert browser.post(f"{DESK}{missing.pk}/", form).status_code == 403
    assert not Tool.objects.exists()


@pytest.mark.parametrize("number", ["9" * 18, "9" * 40, "0"])
def test_a_number_beyond_all_rows_is_not_found(signed_in, number):
    assert signed_in("curator").get(f"{DESK}{number}/").status_code == 404


@pytest.mark.parametrize("odd", ["١٢", "9" * 40, "-1", "x", "1e9", "\u0661"])
def test_odd_numbers_in_the_form_of_a_decision_are_no_error(signed_in, correction, odd):
    browser = signed_in("curator")
    form = {"do": "accept", "seen": odd, "seen_record": odd, "group": odd, "newest": odd}
    for address in (f"{DESK}{correction.pk}/", f"{DESK}drop/"):
        assert 400 <= browser.post(address, form).status_code < 500
    assert browser.get(f"{DESK}?page={odd}&kind={odd}").status_code == 200


# A flood of dangers


@pytest.fixture
def dangers(make_suggestion):
    return [make_suggestion(kind="danger", words=f"Buy {number}") for number in range(40)]


def test_dangers_are_dropped_where_somebody_looked_at_them_alone(signed_in, dangers, correction):
    newest = Suggestion.objects.order_by("-pk")[0].pk
    form = {"do": "all", "kind": "danger", "newest": newest}
    browser = signed_in("curator")
    assert browser.post(f"{DESK}drop/", form).status_code == 400
    assert browser.post(f"{DESK}drop/", form | {"looked": "1"}).status_code == 302
    assert Suggestion.objects.filter(state="dropped").count() == len(dangers)
    browser.post(f"{DESK}take-back/", {"at": browser.session["dropped_at"]})
    assert Suggestion.objects.open().count() == len(dangers) + 1


def test_dangers_are_not_dropped_with_others(signed_in, dangers, correction):
    newest = Suggestion.objects.order_by("-pk")[0].pk
    signed_in("curator").post(f"{DESK}drop/", {"do": "all", "newest": newest, "looked": "1"})
    assert Suggestion.objects.open().count() == len(dangers)


def test_one_stamp_does_not_lift_the_limit_of_a_day(tell, settings):
    settings.SUGGESTIONS_PER_DAY = 3
    stamp = form_stamp.new_stamp().token
    for number in range(10):
        tell(stamp=stamp, what="question", words=f"Question {number}")
    assert Suggestion.objects.count() == 3
    assert datetime.timedelta(days=1) / 3 > datetime.timedelta(hours=7)
