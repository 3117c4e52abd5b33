"""Answered questions on the site: on the page of their record, in the list, and hidden with it."""

import pytest
from django.core.exceptions import ValidationError

from hub.curation.questions import answer_review, notices
from hub.curation.questions.models import AnsweredQuestion
from hub.curation.suggestions.review import hidden_record
from hub.records.models import Change, recorded_change
from tests.hub.curation.questions.conftest import ASKED, text_of

pytestmark = pytest.mark.django_db
PATH = "/questions/has-anybody-used-it-with-shared-phones/"
WORDS = "Yes, in two places."


@pytest.fixture
def record(answered, person) -> AnsweredQuestion:
    answer = answered(name="Ann Other", show="1")
    return answer_review.accept(answer.pk, WORDS, "maker", by=person)


def test_the_page_of_the_record_shows_who_answered_in_which_role(client, record):
    text = text_of(client.get("/tools/safe-case/"))
    for words in ("Questions answered", ASKED, WORDS, "Its maker, Ann Other"):
        assert words in text


def test_a_record_without_answers_shows_nothing_of_it(client, make_tool):
    make_tool(slug="quiet")
    assert "Questions answered" not in text_of(client.get("/tools/quiet/"))


def test_a_kept_page_shows_an_answer_by_the_next_request(client, answered, person):
    answer = answered()
    assert WORDS not in text_of(client.get("/tools/safe-case/"))
    answer_review.accept(answer.pk, WORDS, "maker", by=person)
    assert WORDS in text_of(client.get("/tools/safe-case/"))


def test_a_question_has_a_page_and_stands_in_the_list_and_its_feed(client, record):
    assert WORDS in text_of(client.get(PATH))
    assert ASKED in text_of(client.get("/questions/"))
    assert ASKED in text_of(client.get("/questions/feed/"))
    assert ASKED in text_of(client.get("/questions/?q=two+places"))
    assert ASKED in text_of(client.get("/questions/?about=tool&answered_by=maker"))
    assert ASKED not in text_of(client.get("/questions/?about=situation"))


def test_it_is_found_by_the_search_over_everything_and_told_as_news(client, record):
    assert PATH in text_of(client.get("/search/?q=shared+phones"))
    assert ASKED in text_of(client.get("/whats-new/"))
    assert PATH in text_of(client.get("/sitemap.xml"))


def test_hidden_now_it_is_gone_from_all_pages(client, record, person):
    assert hidden_record.hide(record, by=person)
    assert client.get(PATH).status_code == 404
    for path in ("/tools/safe-case/", "/questions/", "/whats-new/", "/search/?q=shared+phones"):
        assert WORDS not in text_of(client.get(path))
        assert ASKED not in text_of(client.get(path))


def test_it_is_hidden_with_its_record(client, record, person):
    assert hidden_record.hide(record.tool, by=person)
    assert client.get(PATH).status_code == 404
    assert ASKED not in text_of(client.get("/questions/"))


def test_news_of_it_go_with_a_record_whose_circle_is_narrowed(record, person):
    tool = record.tool
    with recorded_change(tool, by=person):
        tool.visibility = "internal"
        tool.save(update_fields=["visibility"])
    assert Change.objects.get(kind="question").visibility == "internal"


def test_what_comes_by_the_form_stands_on_the_page_of_its_record(client, record, make_tool, person):
    other = make_tool(slug="other")
    with recorded_change(record, by=person):
        record.tool = other
        record.save(update_fields=["tool"])
    assert notices.reconcile() == 2
    assert WORDS in text_of(client.get("/tools/other/"))
    assert WORDS not in text_of(client.get("/tools/safe-case/"))
    assert notices.reconcile() == 0


def test_it_cannot_be_published_without_an_answer(record, person):
    broken = pytest.raises(ValidationError, match="with an answer")
    with broken, recorded_change(record, by=person):
        record.answers.all().delete()
