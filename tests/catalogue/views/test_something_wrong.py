"""Every record says how to report that something on it is wrong."""

import pytest

from hub.records.registry import record_types

PATHS = {
    "tool": "/tools/primero/",
    "organisation": "/organisations/unodc/",
    "deployment": "/practice/redsafe-southern-africa/",
    "misuse": "/misuse/grooming-on-social-media/",
    "helpline": "/help-now/ae-800-save/",
    "event": "/events/world-day-against-trafficking-in-persons-2022/",
    "document": "/documents/wg-tip-2021/",
    "recommendation": "/recommendations/WG-TIP-2021-1/",
    "question": "/questions/asked/",
}


@pytest.fixture(autouse=True)
def question(request):
    """The starter data has none."""
    if "starter" in request.fixturenames:
        request.getfixturevalue("starter")
        request.getfixturevalue("make_answered_question")()


def test_every_kind_of_record_is_here():
    assert set(record_types) == set(PATHS)


def test_every_record_leads_to_a_message_about_itself(starter, visit, settings):
    settings.CONTACT_EMAIL = "hub@example.org"
    for path in PATHS.values():
        page = visit(path)
        (link,) = [a for a in page.all("a") if "mailto:hub@" in a.attributes["href"]]
        assert link.text == "hub@example.org"
        assert f"8000{path}%0D%0A".replace(":", "%3A") in link.attributes["href"], path
        assert "Please do not write about a case or a person in it" in page.text


def test_without_a_contact_a_sentence_says_so_and_nothing_is_dead(starter, visit):
    for path in PATHS.values():
        page = visit(path)
        assert "nobody is here to correct it" in page.text
        assert page.href("What that means") == "/about/#who"
        assert "mailto:" not in page.html


def test_an_operator_without_an_address_is_named(starter, visit, settings):
    settings.OPERATOR_NAME = "Example Foundation"
    text = visit("/tools/primero/").text
    assert "Example Foundation runs this site, and no e-mail address is set yet." in text


@pytest.mark.parametrize("path", ["/", "/tools/", "/help-now/", "/search/?q=map"])
def test_what_is_no_record_does_not_ask(starter, visit, path):
    assert "Something wrong?" not in visit(path).text
