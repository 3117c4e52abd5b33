"""The one mail that anybody can cause to be sent to somebody."""

import re
from email import message_from_bytes, policy

import pytest

from hub.digests import signed_links
from hub.digests.signup.confirmation import build_confirmation_message
from hub.outbox.models import Mail, RecipientErasedError
from tests.plugins.page_reader import Tags

pytestmark = pytest.mark.django_db


@pytest.fixture
def compose(asked_for):
    def compose(**changes):
        asked_for(**changes)
        return build_confirmation_message(Mail.objects.get())

    return compose


def parts(message):
    return [message.get_body((kind,)).get_content() for kind in ("plain", "html")]


def test_both_forms_hold_the_link(compose):
    message = compose()
    link = signed_links.confirmation_link(Mail.objects.get().subscriber)
    assert [link in part for part in parts(message)] == [True, True]


def words(text):
    """The words in their order; in HTML a line break is none."""
    return re.findall(r"\w+", text)


def test_both_forms_say_the_same(compose):
    plain, html = parts(compose())
    shown = next(one for one in Tags(html).elements if one.tag == "body").text
    assert words(shown) == words(plain)


def test_it_goes_to_the_address_as_it_was_typed(compose):
    assert (
        str(compose(address="First.Last+news@example.org")["To"]) == "First.Last+news@example.org"
    )


def test_nothing_that_was_typed_stands_in_it(compose):
    message = compose(query="q=cheap-pills", title="Tools: cheap pills at evil.example")
    whole = message.as_string() + "".join(parts(message))
    assert not [word for word in ("cheap", "pills", "evil.example") if word in whole]


def test_sender_and_subject_say_nothing_of_the_matter(compose, settings):
    message = compose()
    assert "traffick" not in f"{message['From']} {message['Subject']}".lower()


def test_sent_again_it_is_the_same_mail(asked_for):
    asked_for()
    mail = Mail.objects.get()
    first, second = build_confirmation_message(mail), build_confirmation_message(mail)
    assert first["Message-ID"] == second["Message-ID"] == mail.message_id


def test_no_machine_answers_it(compose):
    assert compose()["Auto-Submitted"] == "auto-generated"


def test_no_picture_and_nothing_from_elsewhere_is_in_it(compose):
    _plain, html = parts(compose())
    assert not [tag for tag in ("<img", "<script", "<link", "url(", "@import") if tag in html]


def test_it_is_in_the_language_asked_for_and_runs_its_way(compose):
    message = compose(preferences={"language": "ar"})
    html = parts(message)[1]
    assert ('<html lang="ar" dir="rtl">' in html, message["Content-Language"]) == (True, "ar")


def test_it_is_readable_as_sent(compose):
    read = message_from_bytes(compose().as_bytes(), policy=policy.default)
    assert [part.get_content_type() for part in read.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]


def test_for_a_request_that_vanished_there_is_none(asked_for):
    subscriber = asked_for()
    mail = Mail.objects.get()
    subscriber.delete()
    mail.refresh_from_db()
    with pytest.raises(RecipientErasedError):
        build_confirmation_message(mail)


def test_in_a_language_that_was_given_up_the_link_still_leads_somewhere(compose, client):
    text = parts(compose(preferences={"language": "xx"}))[0]
    link = next(word for word in text.split() if "token=" in word)
    assert client.get(link.partition("://")[2].partition("/")[2].join(["/", ""])).status_code == 200
