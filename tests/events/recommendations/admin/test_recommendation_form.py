"""Recommendations on the form of a curator: sub-actions, follow-up, links from both sides."""

import pytest

from events.recommendations.follow_up_log import logs_of
from events.recommendations.models import FollowUp, Recommendation, RecommendationTool
from hub.records.models import Change, Revision, Source

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def curator(signed_in):
    return signed_in("curator")


def address(recommendation):
    return f"/admin/recommendations/recommendation/{recommendation.pk}/change/"


def of_tool(tool):
    return f"/admin/catalogue/tool/{tool.pk}/change/"


def errors(answer):
    assert answer.status_code == 200
    return answer.context["adminform"].form.errors


def sub_action(label="a", text="Train the police.", number=0, **more):
    return {
        "sub_actions-TOTAL_FORMS": str(number + 1),
        f"sub_actions-{number}-label": label,
        f"sub_actions-{number}-text": text,
        f"sub_actions-{number}-position": str(number + 1),
        **more,
    }


def test_a_sub_action_becomes_a_record_of_its_own(curator, change, make_recommendation):
    above = make_recommendation(slug="WG-1")
    assert change(curator, address(above), **sub_action("(a)")).status_code == 302
    below = above.sub_actions.get()
    assert (below.slug, below.label, below.document) == ("WG-1-a", "a", above.document)
    assert below.state == "published"
    assert Revision.objects.get(kind="recommendation", record_id=below.pk).by is not None


def test_a_recommendation_is_made_with_its_sub_actions_at_once(curator, fields_of, make_document):
    add = "/admin/recommendations/recommendation/add/"
    fields = fields_of(curator.get(add)) | {
        "document": str(make_document().pk),
        "slug": "NEW-1",
        "text": "Do it.",
        "position": "1",
        **sub_action(),
    }
    assert curator.post(add, fields).status_code == 302
    above = Recommendation.objects.get(slug="NEW-1")
    assert above.sub_actions.get().slug == "NEW-1-a"
    assert {one.state for one in Recommendation.objects.all()} == {"draft"}


def test_a_changed_sub_action_is_in_the_ledger_by_itself(curator, change, make_recommendation):
    above = make_recommendation()
    below = make_recommendation(parent=above, label="a", position=1)
    change(curator, address(above), **{"sub_actions-0-text": "Other words."})
    below.refresh_from_db()
    assert below.text == "Other words."
    assert Revision.objects.get(record_id=below.pk, version=2).changed == ["text"]
    assert not Revision.objects.filter(record_id=above.pk, version=2).exists()


def test_two_sub_actions_of_one_label_are_a_mistake(curator, change, make_recommendation):
    above = make_recommendation()
    make_recommendation(parent=above, label="a", position=1)
    answer = change(curator, address(above), **sub_action("a", number=1))
    assert "This label stands here twice." in answer.content.decode()


def test_a_ref_that_is_taken_is_a_mistake_at_the_label(curator, change, make_recommendation):
    make_recommendation(slug="WG-1-a")
    answer = change(curator, address(make_recommendation(slug="WG-1")), **sub_action())
    assert answer.status_code == 200
    assert "is taken" in answer.content.decode()


def test_a_label_of_odd_characters_is_a_mistake(curator, change, make_recommendation):
    answer = change(curator, address(make_recommendation()), **sub_action("a/b"))
    assert "Use a letter or a number." in answer.content.decode()


# Follow-up


def follow_up(term, **changes):
    return {
        "follow_ups-TOTAL_FORMS": "1",
        "follow_ups-0-status": str(term.pk),
        "follow_ups-0-date": "2022-06",
        "follow_ups-0-evidence": "A law was passed.",
        "follow_ups-0-source": str(Source.objects.create(title="Gazette").pk),
    } | changes


def test_a_follow_up_with_evidence_moves_the_status(
    curator, change, make_recommendation, make_term
):
    one = make_recommendation()
    answer = change(curator, address(one), **follow_up(make_term("followup_status/done")))
    assert answer.status_code == 302
    assert list(logs_of([one])[one.pk].distribution.counts) == ["done"]
    assert Change.objects.get().what == "follow_up"


@pytest.mark.parametrize(
    "missing", ["follow_ups-0-evidence", "follow_ups-0-source", "follow_ups-0-status"]
)
def test_a_follow_up_lacking_anything_is_refused(
    curator, change, make_recommendation, make_term, missing
):
    one = make_recommendation()
    sent = follow_up(make_term("followup_status/done"), **{missing: ""})
    assert change(curator, address(one), **sent).status_code == 200
    assert not FollowUp.objects.exists()


def test_not_assessed_is_nothing_to_enter(curator, change, make_recommendation, make_term):
    one = make_recommendation()
    sent = follow_up(make_term("followup_status/not-assessed"))
    assert change(curator, address(one), **sent).status_code == 200
    assert not FollowUp.objects.exists()


def test_a_bad_date_of_a_follow_up_keeps_what_was_typed(
    curator, change, make_recommendation, make_term
):
    sent = follow_up(make_term("followup_status/done"), **{"follow_ups-0-date": "2021-13"})
    page = change(curator, address(make_recommendation()), **sent).content.decode()
    assert "There is no such date" in page
    assert "A law was passed." in page


def test_a_response_is_recorded_with_its_source(curator, change, make_recommendation):
    one = make_recommendation()
    change(
        curator,
        address(one),
        **{
            "responses-TOTAL_FORMS": "1",
            "responses-0-answer": "partly",
            "responses-0-actor": "The government of Atlantis",
            "responses-0-text": "Only for children.",
            "responses-0-source": str(Source.objects.create(title="Reply").pk),
        },
    )
    assert (one.responses.get().answer, one.responses.get().who) == (
        "partly",
        "The government of Atlantis",
    )


# Links from both sides


def test_a_tool_is_linked_from_the_recommendation(curator, change, make_recommendation, make_tool):
    one, tool = make_recommendation(), make_tool()
    change(
        curator,
        address(one),
        **{
            "tool_links-TOTAL_FORMS": "1",
            "tool_links-0-tool": str(tool.pk),
            "tool_links-0-reason": "It takes material down.",
            "tool_links-0-position": "0",
        },
    )
    assert one.tool_links.get().tool == tool
    assert Revision.objects.get(kind="recommendation", version=2).changed == ["tools"]


def served(recommendation, **changes):
    return {
        "recommendation_links-TOTAL_FORMS": "1",
        "recommendation_links-0-recommendation": str(recommendation.pk),
        "recommendation_links-0-reason": "It takes material down.",
    } | changes


def test_a_recommendation_is_linked_from_the_tool(curator, change, make_recommendation, make_tool):
    one, tool = make_recommendation(), make_tool()
    assert change(curator, of_tool(tool), **served(one)).status_code == 302
    assert one.tool_links.get().tool == tool
    assert Revision.objects.get(kind="recommendation", version=2).changed == ["tools"]
    assert not Revision.objects.filter(kind="tool", version=2).exists()


def test_a_link_moved_on_the_tool_is_in_the_ledger_of_both(
    curator, change, make_recommendation, make_tool
):
    tool = make_tool()
    old, new = make_recommendation(tools=(tool,)), make_recommendation()
    change(curator, of_tool(tool), **served(new))
    assert new.tool_links.get().tool == tool
    assert not old.tool_links.exists()
    changed = Revision.objects.filter(kind="recommendation", version=2)
    assert set(changed.values_list("record_id", flat=True)) == {old.pk, new.pk}


def test_a_link_is_removed_from_the_tool(curator, change, make_recommendation, make_tool):
    tool = make_tool()
    one = make_recommendation(tools=(tool,))
    change(curator, of_tool(tool), **{"recommendation_links-0-DELETE": "on"})
    assert not RecommendationTool.objects.exists()
    assert Revision.objects.get(record_id=one.pk, kind="recommendation", version=2).by


@pytest.mark.parametrize(
    "missing", ["recommendation_links-0-reason", "recommendation_links-0-recommendation"]
)
def test_a_link_lacking_anything_is_refused_on_the_tool(
    curator, change, make_recommendation, make_tool, missing
):
    answer = change(curator, of_tool(make_tool()), **served(make_recommendation(), **{missing: ""}))
    assert answer.status_code == 200
    assert not RecommendationTool.objects.exists()


def test_the_same_link_twice_is_refused(curator, change, make_recommendation, make_tool):
    tool = make_tool()
    one = make_recommendation(tools=(tool,))
    again = {
        "recommendation_links-TOTAL_FORMS": "2",
        "recommendation_links-1-recommendation": str(one.pk),
        "recommendation_links-1-reason": "Again.",
    }
    assert change(curator, of_tool(tool), **again).status_code == 200
    assert RecommendationTool.objects.count() == 1


# Mistakes and verbs


@pytest.mark.parametrize("ref", ["gaps", "GAPS", "a b", ""])
def test_a_ref_that_cannot_be_is_a_mistake_at_its_field(curator, change, make_recommendation, ref):
    assert "slug" in errors(change(curator, address(make_recommendation()), slug=ref))


def test_a_parent_in_another_document_is_a_mistake_at_its_field(
    curator, change, make_recommendation
):
    one, other = make_recommendation(), make_recommendation()
    answer = change(curator, address(one), parent=str(other.pk), text="Typed with care.")
    assert "parent" in errors(answer)
    assert "Typed with care." in answer.content.decode()


def test_publishing_takes_the_sub_actions_along(curator, make_recommendation):
    above = make_recommendation(state="draft")
    below = make_recommendation(parent=above, state="draft")
    given = {"seen_version": above.version, "reason": ""}
    curator.post(f"{address(above).removesuffix('change/')}do/publish/", given)
    below.refresh_from_db()
    assert below.state == "published"


def test_the_gap_is_listed(curator, make_recommendation, make_tool):
    gap = make_recommendation()
    served_one = make_recommendation(tools=(make_tool(),))
    page = curator.get("/admin/recommendations/recommendation/?tools=none").content.decode()
    assert gap.slug in page
    assert served_one.slug not in page


def test_a_version_that_was_not_seen_is_not_overwritten(curator, fields_of, make_recommendation):
    one = make_recommendation()
    fields = fields_of(curator.get(address(one)))
    curator.post(address(one), fields | {"text": "Mine first."})
    answer = curator.post(address(one), fields | {"text": "Mine second."})
    one.refresh_from_db()
    assert (answer.status_code, one.text) == (200, "Mine first.")
