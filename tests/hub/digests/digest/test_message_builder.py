"""The digest as a mail: two forms that say the same, small, without tricks."""

import datetime
import email
import re
from email import policy
from html.parser import HTMLParser
from itertools import count

import pytest
from django.db import transaction

from hub.digests.change_set_token import decode
from hub.digests.digest import lines
from hub.digests.digest.message_builder import BOUNDARY, MAX_SIZE, build_digest_message
from hub.digests.models import MailItem, Subscriber, Subscription
from hub.outbox import mail_kinds, sealing
from hub.outbox.addresses import UnusableAddressError
from hub.outbox.mail_kinds import NothingToSayError
from hub.outbox.models import Mail, RecipientErasedError
from hub.records.models import Change, Revision, SearchState, recorded_change

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

BEGIN = datetime.datetime(2026, 11, 9, 7, tzinfo=datetime.UTC)
END = datetime.datetime(2026, 11, 16, 7, tzinfo=datetime.UTC)
numbers = count(1)


@pytest.fixture
def tool(make_tool):
    return make_tool(slug="map", name="Map")


@pytest.fixture
def make_mail(tool):
    """A digest with these (kind of news, name, further fields of the change)."""

    def make(*told, title="Tools · Where: Kenya", kind="tool", **fields):
        subscriber = Subscriber.objects.create(
            address=sealing.seal(fields.pop("address", "reader@example.org")),
            address_key=f"key-{next(numbers)}",
            state="active",
            confirmed_at=BEGIN,
            period_from=END,
            **fields,
        )
        subscription = Subscription.objects.create(
            subscriber=subscriber, kind="tool", query="", title=title
        )
        mail = Mail.objects.create(
            purpose="digest", subscriber=subscriber, period_start=BEGIN, period_end=END
        )
        with transaction.atomic():
            seq = SearchState.raise_seq()
        changes = Change.objects.bulk_create(
            Change(**{"kind": kind, "record_id": tool.pk, "slug": "map", "title": name,
                      "what": what, "visibility": "public", "at": BEGIN, "seq": seq,
                      **(more[0] if more else {})})
            for what, name, *more in told
        )  # fmt: skip
        MailItem.objects.bulk_create(
            MailItem(
                mail=mail,
                subscriber_id=subscriber.pk,
                change_id=change.pk,
                subscriptions=[subscription.pk],
                position=position,
                safety=change.what == "safety",
            )
            for position, change in enumerate(changes)
        )
        return mail

    return make


class Told(HTMLParser):
    """What the HTML says: its words in order, and where its links lead."""

    def __init__(self, html):
        super().__init__()
        self.words, self.links, self.tags, self.silent = [], [], [], False
        self.feed(html)
        self.text = " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        self.silent = tag in ("style", "title")
        if tag == "a":
            self.links.append(dict(attributes)["href"])

    def handle_endtag(self, tag):
        self.silent = False

    def handle_data(self, data):
        if not self.silent:
            self.words.append(data)


def read(mail):
    """The mail as a program reads it: headers, text, HTML."""
    message = email.message_from_bytes(build_digest_message(mail).as_bytes(), policy=policy.default)
    text = message.get_body(("plain",)).get_content().replace("\r\n", "\n")
    return message, text, Told(message.get_body(("html",)).get_content())


def facts_of(text):
    """The lines of the text without its furniture."""
    lines = [line.strip("*-: \u2068\u2069") for line in text.splitlines()]
    return [line.replace("\u2068", "").replace("\u2069", "") for line in lines if line]


EVERY = [
    ("safety", "Hotline", {"facts": ["caution", "safeguard"]}),
    ("ended", "Old map"),
    ("published", "New map"),
    ("updated", "Changed map", {"facts": ["licence", "purpose"]}),
    ("withdrawn", "Gone map"),
]


def test_html_and_text_say_the_same_in_the_same_order(make_mail):
    _message, text, html = read(make_mail(*EVERY))
    place = 0
    for fact in facts_of(text):
        if fact.startswith("http"):
            assert fact in html.links
            continue
        found = html.text.find(fact, place)
        assert found >= 0, fact
        place = found
    told = {line for line in text.splitlines() if line.startswith("http")}
    assert set(html.links) == told


def test_each_change_says_what_when_where_and_the_mail_says_why(make_mail):
    _message, text, html = read(make_mail(*EVERY))
    assert text.count("Because you follow: \u2068Tools · Where: Kenya\u2069") == 1
    assert html.text.count("Because you follow:") == 1
    assert "9 November 2026 · What changed: “Licence”, “What it does”." in text
    assert text.count("/tools/map/") == 4  # nothing leads to what was withdrawn


def test_a_change_of_safety_names_the_facts(make_mail):
    _message, text, _html = read(make_mail(EVERY[0]))
    assert "What changed: “Caution”, “Data, safeguards and risks”." in text


def test_safety_stands_first_under_its_own_heading(make_mail):
    _message, text, html = read(make_mail(*EVERY))
    assert text.index("Changes to safety information") < text.index("* Map")
    assert ("div", {"class": "s"}) in html.tags


def test_no_picture_nothing_loaded_nothing_that_tells_who_reads(make_mail):
    message, _text, html = read(make_mail(*EVERY))
    loading = {"img", "link", "script", "iframe", "object", "embed", "form", "video", "audio"}
    source = message.get_body(("html",)).get_content()
    assert loading & {tag for tag, _attributes in html.tags} == set()
    assert re.findall(r"url\(|@import|src=|background=", source) == []
    personal = [link for link in html.links if "/tools/" in link or "/changes/" in link]
    assert all("?" not in link for link in personal if "/tools/" in link)
    assert {part.get_content_type() for part in message.walk()} == {
        "multipart/alternative",
        "text/plain",
        "text/html",
    }


# Size


def big(number, what="updated"):
    return [(what, f"Tool number {i} for people on the move", {"facts": ["summary"]})
            for i in range(number)]  # fmt: skip


@pytest.mark.parametrize("number", [1, 30, 60, 90, 2000])
def test_a_mail_is_below_thirty_kilobytes_and_holds_what_fits(make_mail, number):
    size = len(build_digest_message(make_mail(*big(number))).as_bytes())
    assert (number < 70 or size > 24_000, size < MAX_SIZE) == (True, True)


@pytest.mark.parametrize("title", ["Outils · Où : Côte d’Ivoire", "أدوات · كينيا" * 8, "工具" * 60])
def test_and_in_any_script(make_mail, title):
    mail = make_mail(*[(what, f"{title} {name}", *more) for what, name, *more in big(200)],
                     title=title)  # fmt: skip
    assert 22_000 < len(build_digest_message(mail).as_bytes()) < MAX_SIZE


def test_what_does_not_fit_is_told_by_number_with_a_link_to_exactly_those(make_mail):
    mail = make_mail(*big(300))
    _message, text, html = read(mail)
    shown = text.count("\n* ")
    (link,) = [link for link in html.links if "/changes/?these=" in link]
    left = decode(link.partition("these=")[2])
    keys = list(mail.items.order_by("position").values_list("change_id", flat=True))
    assert (left, 20 < shown < 300) == (keys[shown:], True)
    assert f"{300 - shown} more changes did not fit here" in text
    assert f"{300 - shown} more changes did not fit here" in html.text


def test_the_link_to_the_rest_works(make_mail, visit):
    _message, _text, html = read(make_mail(*big(300)))
    (link,) = [link for link in html.links if "/changes/?these=" in link]
    assert visit("/changes/" + link.partition("/changes/")[2]).heading.endswith("changes")


def test_safety_is_never_cut(make_mail):
    told = big(200) + big(40, "safety")
    _message, text, _html = read(make_mail(*sorted(told, key=lambda one: one[0] != "safety")))
    headings = text.index("What has changed") if "What has changed" in text else len(text)
    assert text[:headings].count("\n* ") == 40


def test_safety_is_never_cut_even_where_it_alone_is_too_much(make_mail):
    mail = make_mail(*big(150, "safety"), *big(20))
    _message, text, html = read(mail)
    assert (text.count("\n* "), sum(tag == "li" for tag, _attributes in html.tags)) == (150, 150)
    assert "20 more changes did not fit here" in text


# Headers


def test_one_click_leaves_as_rfc_8058_says(make_mail):
    message, _text, html = read(make_mail(*EVERY))
    raw = build_digest_message(make_mail(*EVERY)).as_bytes()
    leave = message["List-Unsubscribe"].strip("<>")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (leave in html.links, leave.startswith("http")) == (True, True)
    assert re.search(rb"(?m)^List-Unsubscribe: <http[^\s=]+\?[^\s>]+>\r?$", raw)


def test_the_message_id_is_that_of_the_row_however_often_it_is_composed(make_mail):
    mail = make_mail(*EVERY)
    assert {build_digest_message(mail)["Message-ID"], build_digest_message(mail)["Message-ID"]} == {
        mail.message_id
    }


def test_the_same_row_gives_the_same_mail(make_mail):
    mail = make_mail(*EVERY)
    first, second = (
        [part.get_content() for part in build_digest_message(mail).iter_parts()] for _ in range(2)
    )
    assert first == second


def test_the_subject_names_no_record(make_mail):
    message, _text, _html = read(make_mail(*EVERY))
    assert message["Subject"] == (
        "5 changes, 1 to safety information: Anti-Trafficking Technology Hub"
    )


def test_discreet_mails_say_nothing_outside(make_mail):
    message, _text, _html = read(make_mail(*EVERY, discreet=True))
    outside = f"{message['Subject']} {message['From'].addresses[0].display_name}"
    assert outside == "Your updates Updates"


HOSTILE = [
    "Map\r\nBcc: victim@example.org",
    "Map\n\n<script>alert(1)</script>",
    "Map\u2028X-Header: 1",
    "=?utf-8?q?Map=0D=0ABcc:_victim?=",
    "\x00\x1b[31mMap",
    "</style><img src=//evil.example/x.png>",
    "{{ 7 * 7 }}{% include 'x' %}",
    "\u202eMap\u202d",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_words_of_records_and_filters_make_no_header_and_no_tag(make_mail, words):
    words = words.replace("\x00", "")  # which no database of ours holds
    mail = make_mail(("safety", words), title=words)
    message, _text, html = read(mail)
    allowed = {
        "Subject", "From", "To", "Date", "Message-ID", "Content-Language", "Auto-Submitted",
        "List-Unsubscribe", "List-Unsubscribe-Post", "MIME-Version", "Content-Type",
    }  # fmt: skip
    assert set(message.keys()) == allowed
    assert {"script", "img"} & {tag for tag, _attributes in html.tags} == set()
    assert "49" not in html.text


@pytest.mark.parametrize("address", ["a@example.org\r\nBcc: b@example.org", "a@b\n@example.org"])
def test_an_address_makes_no_header(make_mail, address):
    with pytest.raises(UnusableAddressError) as problem:
        build_digest_message(make_mail(("safety", "Map"), address=address))
    assert "example" not in str(problem.value)


def test_a_change_under_many_filters_names_some_and_tells_how_many_more(make_mail):
    mail = make_mail(("safety", "Map"))
    keys = [
        Subscription.objects.create(
            subscriber=mail.subscriber, kind="tool", query=f"q={n}", title=f"Tools · {n}{'é' * 400}"
        ).pk
        for n in range(100)
    ]
    mail.items.update(subscriptions=keys)
    message, text, html = read(mail)
    assert "97 more filters" in text
    assert "97 more filters" in html.text
    assert len(message.as_bytes()) < MAX_SIZE


def test_safety_changes_with_long_words_are_told_in_brief_before_a_mail_grows_too_large(make_mail):
    told = [("safety", f"Map {n} {'x' * 60}", {"facts": ["caution"]}) for n in range(36)]
    message, text, _html = read(make_mail(*told, title="Tools · " + "w" * 400))
    assert (text.count("* Map"), len(message.as_bytes()) < MAX_SIZE) == (36, True)


# Languages, hidden records, nobody


def test_a_mail_is_in_the_language_of_its_reader_and_from_right_to_left(make_mail):
    message, text, html = read(make_mail(*EVERY, language="ar"))
    assert ("html", {"lang": "ar", "dir": "rtl"}) in html.tags
    assert message["Content-Language"] == "ar"
    assert "نوفمبر" in text  # the days are in its words
    assert all("/ar/" in link for link in html.links)


def test_a_language_that_the_site_does_not_speak_is_english(make_mail):
    message, _text, _html = read(make_mail(*EVERY, language="tlh"))
    assert message["Content-Language"] == "en"


def test_the_days_are_those_of_the_reader(make_mail):
    late = {"at": datetime.datetime(2026, 11, 9, 23, 30, tzinfo=datetime.UTC)}
    _message, text, _html = read(make_mail(("ended", "Map", late), time_zone="Asia/Kathmandu"))
    assert "10 November 2026 · It is no longer in use" in text


def test_a_period_within_one_day_is_that_day(make_mail):
    mail = make_mail(("updated", "Map"))
    mail.period_end = BEGIN + datetime.timedelta(minutes=15)
    _message, text, html = read(mail)
    assert text.splitlines()[0] == "1 update on what you follow, 9 November 2026"
    assert " to 9 November" not in html.text


def test_what_was_hidden_since_is_not_told(make_mail, make_tool):
    hidden = make_tool(state="draft")
    mail = make_mail(("ended", "Secret", {"record_id": hidden.pk}), ("updated", "Map"))
    message, text, _html = read(mail)
    assert ("Secret" in text, message["Subject"].startswith("1 change")) == (False, True)


def test_where_all_was_hidden_since_there_is_no_mail(make_mail, make_tool):
    mail = make_mail(("ended", "Secret", {"record_id": make_tool(state="draft").pk}))
    with pytest.raises(NothingToSayError):
        build_digest_message(mail)


def test_nobody_is_written_to_who_was_erased(make_mail):
    mail = make_mail(*EVERY)
    Mail.objects.update(subscriber=None)
    mail.refresh_from_db()
    with pytest.raises(RecipientErasedError):
        build_digest_message(mail)


# What changed, whole


@pytest.fixture
def mail_of(make_mail):
    """A mail with the newest changes of a record, the gravest first, under filters."""

    def make(record, *filters, **fields):
        mail = make_mail(**fields)
        of_record = {"kind": record.kind, "record_id": record.pk}
        for number, revision in enumerate(Revision.objects.filter(**of_record).order_by("version")):
            at = BEGIN + datetime.timedelta(microseconds=number)
            Change.objects.filter(at=revision.at, **of_record).update(at=at)
            Revision.objects.filter(pk=revision.pk).update(at=at)
        changes = Change.objects.filter(**of_record).order_by("pk")
        mail.subscriber.subscriptions.all().delete()
        followed = [
            Subscription.objects.create(
                subscriber=mail.subscriber, kind=kind, query=query, title=f"{kind} {query}"
            )
            for kind, query in (filters or (("tool", ""),))
        ]
        MailItem.objects.bulk_create(
            MailItem(
                mail=mail, subscriber_id=mail.subscriber_id, change_id=change.pk,
                subscriptions=[row.pk for row in followed], position=position,
                safety=change.what == "safety",
            )
            for position, change in enumerate(changes)
        )  # fmt: skip
        return mail

    return make


def change(record, **facts):
    with recorded_change(record):
        for name, value in facts.items():
            setattr(record, name, value)
        record.save()


CAUTION = "Whoever uses it can be found by whoever runs it. " * 30

WHOLE_TEXT = """\
1 update on what you follow, 9 November 2026 to 16 November 2026

Because you follow: tool

Changes to safety information
------------------------------

* Map
9 November 2026 · “Caution” was reworded. Now: “It leaks. Turn it off at home.”
“Licence” changed to “GPL-3.0”.
http://localhost:8000/tools/map/

--
Change what you get and how often, pause, or unsubscribe:
MANAGE
Unsubscribe now:
LEAVE
"""

WHOLE_HTML = (
    "1 update on what you follow, 9 November 2026 to 16 November 2026 "
    "Because you follow: tool "
    "Changes to safety information "
    "Map 9 November 2026 · "
    "“Caution” was reworded. Now: “It leaks. Turn it off at home.” "
    "“Licence” changed to “GPL-3.0”. "
    "Change what you get and how often, pause, or unsubscribe Unsubscribe now"
)


def without_links(text, mail):
    message = build_digest_message(mail)
    leave = message["List-Unsubscribe"].strip("<>")
    (manage,) = [line for line in text.splitlines() if "/subscription/?" in line]
    return text.replace(leave, "LEAVE").replace(manage, "MANAGE")


def test_a_mail_tells_old_and_new_of_each_fact(tool, mail_of):
    change(tool, caution="It leaks.", licence="MIT")
    Change.objects.all().delete()
    change(tool, caution="It leaks. Turn it off at home.", licence="GPL-3.0")
    mail = mail_of(tool)
    _message, text, html = read(mail)
    assert without_links(text, mail) == WHOLE_TEXT
    assert html.text == WHOLE_HTML


def test_a_caution_is_told_whole_however_long(tool, mail_of):
    change(tool, caution=CAUTION.strip())
    _message, text, html = read(mail_of(tool))
    sentence = f"“Caution” was added: “{CAUTION.strip()}”"
    assert (sentence in text, sentence in html.text) == (True, True)


def test_a_caution_that_was_taken_away_is_told_without_its_words(tool, mail_of):
    change(tool, caution="It leaks to Rosa.")
    Change.objects.all().delete()
    change(tool, caution=None)
    _message, text, _html = read(mail_of(tool))
    assert ("“Caution” was removed." in text, "Rosa" in text) == (True, False)


def test_a_caution_that_was_changed_again_is_told_as_it_is_now(tool, mail_of):
    change(tool, caution="It leaks to Rosa.")
    told = Change.objects.get()
    change(tool, caution="It leaks.")
    Change.objects.exclude(pk=told.pk).delete()
    _message, text, _html = read(mail_of(tool))
    assert ("“Caution” was added: “It leaks.”" in text, "Rosa" in text) == (True, False)


def test_a_mail_that_comes_later_calls_a_record_by_its_name_of_now(tool, mail_of):
    change(tool, licence="MIT")
    change(tool, name="Sheet")
    tool.rename("sheet", by=None)
    message, text, _html = read(mail_of(tool))
    assert text.count("* Sheet\n") == Change.objects.count()
    assert ("Map" in text, "tools/map" in text, b"tools/map" in message.as_bytes()) == (False,) * 3


def test_a_record_that_was_taken_off_is_told_without_its_name(tool, mail_of, make_person):
    change(tool, licence="MIT")
    tool.archive(by=make_person(), reason="She asked for it.")
    _message, text, _html = read(mail_of(tool))
    assert "* A record that was removed from this site (tool)\n" in text
    assert ("Map" in text, "tools/map" in text) == (False, False)


def test_where_cautions_are_too_many_the_first_are_told_whole_and_the_last_by_name(tool, mail_of):
    for number in range(30):
        change(tool, caution=f"{number}. {CAUTION}"[:1200])
    message, text, _html = read(mail_of(tool))
    told = text.count("“Caution” was")
    assert (0 < told < 30, text.count("\n* ")) == (True, 30)
    assert len(message.as_bytes()) < MAX_SIZE


# Of a text that was taken out nothing is spread again.

REMOVALS = [
    ("Ask Maria, +49 30 901820, first.", "Ask the office first.", "901820"),
    ("Write to maria@example.org.", "Write to the office.", "maria"),
    ("The house is in the old mill.", None, "old mill"),
    ("First. The house is in the old mill. Last.", "First. Last.", "old mill"),
    ("The house is in the old mill.", "The house is known.", "old mill"),
]


@pytest.mark.parametrize(("before", "after", "secret"), REMOVALS)
def test_what_was_taken_out_of_a_text_is_not_repeated(tool, mail_of, before, after, secret):
    change(tool, notes=before)
    Change.objects.all().delete()
    change(tool, notes=after)
    message, text, _html = read(mail_of(tool))
    assert "“Notes” was" in text
    assert secret not in text
    assert secret.encode() not in message.as_bytes()


@pytest.mark.parametrize(("before", "after", "secret"), REMOVALS)
def test_nor_is_it_told_as_new_by_a_mail_that_comes_later(tool, mail_of, before, after, secret):
    change(tool, notes="Nothing.")
    Change.objects.all().delete()
    change(tool, notes=before)
    told = Change.objects.get()
    change(tool, notes=after)
    Change.objects.exclude(pk=told.pk).delete()
    _message, text, _html = read(mail_of(tool))
    assert ("“Notes” was reworded." in text, secret in text) == (True, False)


# Dull dates, one reason, words


def test_what_was_only_checked_again_is_folded_at_the_end(tool, mail_of):
    change(tool, verification="source-checked", verified_on=datetime.date(2025, 5, 1))
    Change.objects.all().delete()
    change(tool, verified_on=datetime.date(2026, 11, 1), next_review_on=datetime.date(2027, 1, 1))
    change(tool, licence="MIT")
    _message, text, html = read(mail_of(tool))
    body = text[text.index("What has changed") : text.index("\n--\n")]
    assert body == (
        "What has changed\n------------------------------\n\n"
        "* Map\n9 November 2026 · “Licence” is now recorded: “MIT”.\n"
        "http://localhost:8000/tools/map/\n\n"
        "Checked again, nothing else changed\n------------------------------\n\n"
        "* Map\n9 November 2026 · It was checked against its sources on 1 November 2026 "
        "(before: 1 May 2025).\nhttp://localhost:8000/tools/map/\n"
    )
    assert ("ul", {"class": "d"}) in html.tags


def test_dates_of_checking_stand_behind_the_facts(tool, mail_of):
    change(tool, verification="source-checked", verified_on=datetime.date(2026, 5, 3),
           status_checked_on=datetime.date(2026, 5, 2), licence="MIT")  # fmt: skip
    _message, text, _html = read(mail_of(tool))
    assert (
        "“Licence” is now recorded: “MIT”.\n"
        "It was checked against its sources on 3 May 2026 (before: Unreviewed).\n"
        "Its status was last checked on 2 May 2026."
    ) in text


def test_where_there_are_two_filters_each_change_has_its_reason(make_mail):
    mail = make_mail(*EVERY)
    other = Subscription.objects.create(
        subscriber=mail.subscriber, kind="tool", query="q=map", title="Other"
    )
    mail.items.filter(position=2).update(subscriptions=[other.pk])
    _message, text, html = read(mail)
    assert (text.count("Because you follow:"), html.text.count("Because you follow:")) == (5, 5)
    assert text.count("Because you follow: Other") == 1


def test_two_filters_that_let_all_through_are_told_once(make_mail):
    mail = make_mail(*EVERY)
    other = Subscription.objects.create(
        subscriber=mail.subscriber, kind="tool", query="ended=1", title="Other"
    )
    keys = [*mail.items.first().subscriptions, other.pk]
    mail.items.update(subscriptions=keys)
    _message, text, _html = read(mail)
    assert text.count("Because you follow:") == 1
    assert text.count("Because you follow: \u2068Tools · Where: Kenya | Other\u2069") == 1


WORDS = [
    ({"name": "Camp map"}, "q=camps", "Matched by “Camp” in its name."),
    (
        {"other_names": ["Camp watch"]},
        "q=camp",
        "Matched by “Camp” in another name or an organisation’s.",
    ),
    ({"summary": "It maps a camp."}, "q=camp", "Matched by “camp” in its summary."),
    ({"description": "In every camp."}, "q=camp", "Matched by “camp” in its text."),
    ({"terms": ("context/refugee-camp",)}, "q=camp", "Matched by the term “Refugee camp”."),
]


@pytest.mark.parametrize(("facts", "query", "sentence"), WORDS)
def test_a_filter_with_words_says_by_which_word_it_matched(
    make_tool, make_term, mail_of, facts, query, sentence
):
    make_term("context/refugee-camp", label="Refugee camp")
    tool = make_tool(**{"name": "Sheet", "summary": "What it is.", **facts})
    change(tool, licence="MIT")
    _message, text, html = read(mail_of(tool, ("tool", query)))
    assert f"\n{sentence}\n" in text
    assert sentence in html.text


def test_a_filter_without_words_says_nothing_of_them(make_tool, mail_of):
    tool = make_tool(name="Camp map")
    change(tool, licence="MIT")
    _message, text, _html = read(mail_of(tool, ("tool", "ended=1")))
    assert "Matched by" not in text


def test_a_filter_held_to_names_and_texts_never_matches_by_a_term(make_tool, make_term, mail_of):
    make_term("context/refugee-camp", label="Refugee camp")
    tool = make_tool(name="Camp map", terms=("context/refugee-camp",))
    change(tool, licence="MIT")
    _message, text, _html = read(mail_of(tool, ("tool", "q=camp&texts=1")))
    assert "Matched by “Camp” in its name." in text


def test_a_word_that_was_taken_out_is_not_quoted(make_tool, mail_of):
    tool = make_tool(name="Camp map")
    change(tool, name="Sheet")
    _message, text, _html = read(mail_of(tool, ("tool", "q=camp")))
    assert "Matched by" not in text


def test_composing_that_failed_halfway_loses_nothing(tool, monkeypatch):
    change(tool, caution="It leaks.")
    change(tool, caution="It leaks much.")
    keys = list(Change.objects.values_list("pk", flat=True))
    lines_before_failure = iter([lines._line])

    def fail_at_the_second(*arguments):
        line = next(lines_before_failure, None)
        if line is None:
            raise ValueError("halfway")
        return line(*arguments)

    with monkeypatch.context() as patched:
        patched.setattr(lines, "_line", fail_at_the_second)
        with pytest.raises(ValueError, match="halfway"):
            lines.digest_lines(keys)
    assert list(lines.digest_lines(keys)) == keys


# Many mails


def test_what_is_read_ahead_is_told_in_those_mails_alone(make_tool, make_mail, mail_of):
    first, second = make_tool(name="Camp map"), make_tool(name="Sheet")
    change(first, licence="MIT")
    one = mail_of(first, ("tool", "q=camp"))
    change(second, licence="GPL-3.0")
    other = mail_of(second, ("tool", "q=sheet"))
    texts = [read(mail)[1] for mail in (one, other)]
    told = [("“MIT”" in text, "“GPL-3.0”" in text) for text in texts]
    assert told == [(True, False), (False, True)]
    assert ["Matched by “Camp”" in text for text in texts] == [True, False]


def test_the_next_mail_of_a_run_needs_no_query_of_its_own_for_what_changed(
    make_tool, mail_of, django_assert_num_queries
):
    mails = []
    for number in range(2):
        tool = make_tool(name=f"Camp map {number}")
        change(tool, licence="MIT")
        mails.append(mail_of(tool, ("tool", "q=camp")))
    build_digest_message(mails[0])
    # The number of now, the items, and what is followed.
    with django_assert_num_queries(3):
        alone = build_digest_message(mails[1]).as_bytes()
    batch = Mail.objects.select_related("subscriber").order_by("pk")
    mail_kinds.read_ahead(batch)
    with django_assert_num_queries(len(batch)):
        read_ahead = [mail_kinds.compose(mail).as_bytes() for mail in batch]
    assert read_ahead[1] == alone


def test_a_text_that_holds_the_boundary_ends_no_part(make_mail):
    mail = make_mail(("updated", "Map"), title=f"--{BOUNDARY}-- of a filter")
    _message, text, html = read(mail)
    assert f"--{BOUNDARY}-- of a filter" in text
    assert f"--{BOUNDARY}-- of a filter" in " ".join(html.words)
