"""A suggestion in a language that nobody here reads: named, assignable, and kept whole."""

import html

import pytest
from django.test import Client

from hub.curation.desk.models import Task
from hub.curation.suggestions.models import Suggestion
from hub.curation.suggestions.told_language import foreign_language

pytestmark = pytest.mark.django_db
AMHARIC = "ይህ መሣሪያ ከአሁን በኋላ አይሠራም፤ ድረ ገጹ ተዘግቷል።"
ASKED = "ይህን የት አነበቡት?"


@pytest.fixture
def sent(told, make_tool):
    tool = make_tool(name="Safe Steps")
    receipt = told(what="question", about=f"tool/{tool.slug}", words=AMHARIC)
    return receipt, Suggestion.objects.get()


@pytest.fixture
def desk(sent, signed_in):
    return signed_in("curator")


def text_of(answer):
    return html.unescape(answer.content.decode())


@pytest.mark.parametrize(
    ("words", "tag"),
    [
        (AMHARIC, "am"),
        ("الأداة لا تعمل", "ar"),
        ("Лінія більше не працює, її закрили", "uk"),
        ("这个工具已经关闭", "zh"),
        ("This is the tool that was closed by the ministry.", ""),
        ("Primero", ""),
        ("", ""),
    ],
)
def test_the_language_is_told_where_it_is_not_that_of_the_page(words, tag):
    assert foreign_language("en", [words]) == tag


def test_it_is_kept_whole(sent):
    assert sent[1].words == AMHARIC


@pytest.mark.parametrize("address", ["/desk/", "/desk/suggestions/"])
def test_the_desk_and_the_list_say_which_language_it_is(desk, address):
    assert "seems to be written in Amharic" in text_of(desk.get(address))


def test_its_page_says_so_and_leads_to_where_it_is_assigned(desk, sent):
    text = text_of(desk.get(f"/desk/suggestions/{sent[1].pk}/"))
    task = Task.objects.get(kind="suggestion")
    assert "It seems to be written in Amharic." in text
    assert f'href="/desk/{task.pk}/"' in text
    assert AMHARIC in text


def test_the_sender_is_asked_in_that_language(desk, sent):
    receipt, suggestion = sent
    desk.post(f"/desk/suggestions/{suggestion.pk}/ask/", {"text": ASKED})
    assert ASKED in text_of(Client().post("/tell/receipt/", {"receipt": receipt}))


def test_in_the_language_of_the_page_nothing_is_said(signed_in, make_tool, told):
    tool = make_tool()
    told(what="question", about=f"tool/{tool.slug}", words="Is this the tool that was closed?")
    assert "seems to be written" not in text_of(signed_in("curator").get("/desk/suggestions/"))
