"""States, circles of readers, and addresses that go on working."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from catalogue.models import Tool
from hub.records.models import TIERS, FormerSlug, Revision, visible_to

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.mark.parametrize("state", ["draft", "in_review", "archived"])
def test_what_is_not_published_is_not_among_the_published(make_tool, state):
    make_tool(state=state)
    assert not Tool.objects.published().exists()


@pytest.mark.parametrize("visibility", TIERS[1:])
def test_what_is_for_a_narrower_circle_is_not_public(make_tool, visibility):
    make_tool(visibility=visibility)
    assert not Tool.objects.published().exists()


@pytest.mark.parametrize(("tier", "seen"), [(tier, n + 1) for n, tier in enumerate(TIERS)])
def test_each_circle_sees_all_that_the_wider_ones_see(make_tool, tier, seen):
    for visibility in TIERS:
        make_tool(visibility=visibility)
    assert Tool.objects.published(tier).count() == seen


@pytest.mark.parametrize("tier", TIERS)
def test_the_published_and_the_others_are_all(make_tool, tier):
    for visibility in TIERS:
        for state in ("draft", "published"):
            make_tool(visibility=visibility, state=state)
    some = Tool.objects.exclude(slug=Tool.objects.latest("pk").slug)
    published, others = set(some.published(tier)), set(some.not_published(tier))
    assert published | others == set(some)
    assert published.isdisjoint(others)


def test_the_others_are_not_looked_for_in_a_list_of_keys():
    assert "NOT IN" not in str(Tool.objects.not_published().query).upper()


def test_an_unknown_circle_is_an_error():
    with pytest.raises(ValueError, match="not in tuple"):
        visible_to("friends")


def test_a_review_is_overdue_after_its_day(make_tool):
    today = datetime.datetime.now(datetime.UTC).date()
    late = make_tool(next_review_on=today - datetime.timedelta(days=1))
    make_tool(next_review_on=today)
    make_tool()
    assert list(Tool.objects.overdue_for_review()) == [late]


@pytest.mark.parametrize(
    ("verb", "state"),
    [("publish", "published"), ("send_to_review", "in_review"), ("withdraw_to_draft", "draft")],
)
def test_a_verb_moves_the_record_to_its_state(make_tool, make_person, verb, state):
    tool = make_tool(state="published" if state != "published" else "draft")
    getattr(tool, verb)(by=make_person())
    tool.refresh_from_db()
    assert tool.state == state


def test_archiving_writes_down_the_reason(make_tool, make_person):
    tool = make_tool()
    tool.archive(by=make_person(), reason="It was a double.")
    assert Revision.objects.get(record_id=tool.pk, version=2).reason == "It was a double."


def test_renaming_remembers_the_old_address(make_tool, make_person):
    tool = make_tool(slug="old")
    tool.rename("new", by=make_person())
    assert FormerSlug.objects.get(kind="tool", slug="old").record_id == tool.pk


def test_renaming_twice_remembers_both_addresses(make_tool, make_person):
    tool, person = make_tool(slug="first"), make_person()
    tool.rename("second", by=person)
    tool.rename("third", by=person)
    former = FormerSlug.objects.order_by("slug").values_list("slug", "record_id")
    assert list(former) == [("first", tool.pk), ("second", tool.pk)]


def test_renaming_back_makes_the_address_a_living_one_again(make_tool, make_person):
    tool, person = make_tool(slug="first"), make_person()
    tool.rename("second", by=person)
    tool.rename("first", by=person)
    assert list(FormerSlug.objects.values_list("slug", flat=True)) == ["second"]


def test_an_address_left_by_one_record_may_be_taken_by_another(make_tool, make_person):
    first, second, person = make_tool(slug="wanted"), make_tool(slug="other"), make_person()
    first.rename("elsewhere", by=person)
    second.rename("wanted", by=person)
    assert list(FormerSlug.objects.values_list("slug", flat=True)) == ["other"]


def test_a_record_cannot_take_an_address_in_use(make_tool, make_person):
    make_tool(slug="taken")
    with pytest.raises(ValidationError):
        make_tool(slug="mine").rename("taken", by=make_person())


@pytest.mark.parametrize("slug", ["compare", "feed"])
def test_a_tool_cannot_be_renamed_to_an_address_of_the_site(make_tool, make_person, slug):
    with pytest.raises(ValidationError, match="an address of its own"):
        make_tool().rename(slug, by=make_person())


def test_an_organisation_cannot_have_the_address_of_its_feed(make_organisation):
    with pytest.raises(ValidationError, match="an address of its own"):
        make_organisation(slug="feed")


def test_renaming_is_no_news(make_tool, make_person):
    tool = make_tool()
    assert tool.news(tool.facts(), tool.facts() | {"slug": "new"}, ["slug"]) == []


def test_the_languages_a_tool_speaks_are_not_the_language_of_its_text(make_tool):
    facts = make_tool(language="fr", terms=("language/en",)).facts()
    assert (facts["text_language"], facts["language"]) == ("fr", ["en"])
