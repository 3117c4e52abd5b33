"""Reading a situation from an address, and writing it back."""

import pytest
from django.http import QueryDict

from catalogue.fit.finder_state import FinderState, read_finder_state
from catalogue.fit.situation import Situation, UnusableSituationError, read_situation


def test_the_address_is_the_same_whatever_the_order(starter: None) -> None:
    one = read_situation(QueryDict("task=refer&who=survivor&task=get-help"))
    other = read_situation(QueryDict("who=survivor&task=get-help&task=refer&task=refer"))
    assert one.canonical() == other.canonical() == "who=survivor&task=get-help&task=refer"


def test_parameters_of_other_pages_are_left_aside(starter: None) -> None:
    assert read_situation(QueryDict("tool=primero&q=x&limit=no-internet")) == Situation(
        limit=("no-internet",)
    )


def test_empty_answers_are_none(starter: None) -> None:
    assert read_situation(QueryDict("place=&language=&who=")).is_empty


@pytest.mark.parametrize("question", ["who", "what", "place", "task", "whom", "limit", "language"])
def test_an_unknown_answer_is_named_in_a_sentence(starter: None, question: str) -> None:
    with pytest.raises(UnusableSituationError) as caught:
        read_situation(QueryDict(f"{question}=nonsense&limit=no-budget"))
    assert "nonsense" in caught.value.sentences[0]
    if question != "limit":
        assert caught.value.nearest.limit == ("no-budget",)


@pytest.mark.parametrize("slug", ["not-known", "known-none"])
def test_not_known_is_no_answer(starter: None, slug: str) -> None:
    with pytest.raises(UnusableSituationError):
        read_situation(QueryDict(f"language={slug}"))


def test_a_visit_keeps_what_stands_beside_the_answers(starter: None) -> None:
    words = "who=survivor&tool=primero&tool=tella&show=all&ended=1&why=refaid&page=2"
    assert read_finder_state(QueryDict(words)).address("/situation/") == f"/situation/?{words}"


@pytest.mark.parametrize(
    "words",
    ["show=some", "ended=yes", "page=0", "page=x", "why=a/b", "tool=<b>", "page=10000000000"],
)
def test_what_cannot_be_used_beside_the_answers_is_said(starter: None, words: str) -> None:
    with pytest.raises(UnusableSituationError):
        read_finder_state(QueryDict(words))


def test_more_tools_than_an_address_holds_are_refused(starter: None) -> None:
    with pytest.raises(UnusableSituationError, match="At most 30"):
        read_finder_state(QueryDict("&".join(f"tool=t{n}" for n in range(31))))


def test_other_answers_begin_on_their_first_page() -> None:
    visit = FinderState(Situation(who=("survivor",)), page=3, why="tella")
    assert visit.with_situation(Situation()) == FinderState()
