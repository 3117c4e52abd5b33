"""Curators' pages of drafts."""

import pytest

from catalogue.models import Tool
from hub.curation.drafts.models import RecordDraft
from hub.records.models import Change, Revision, SearchState, recorded_change
from tests.hub.curation.drafts.conftest import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_a_saved_draft_changes_nothing_that_readers_see(pages, tool):
    seq, revisions = SearchState.current(), Revision.objects.count()
    assert pages.begin().status_code == 302
    assert pages.save(name="Beta").status_code == 302
    assert RecordDraft.objects.get().facts["name"] == "Beta"
    assert (Tool.objects.get().name, Tool.objects.get().version) == ("Alpha", tool.version)
    assert (SearchState.current(), Revision.objects.count()) == (seq, revisions)
    assert "Alpha" in text_of(pages.client.get(tool.get_absolute_url()))


def test_the_form_of_a_draft_holds_what_the_draft_says(pages):
    pages.begin()
    pages.save(name="Beta")
    assert pages.fields_of(pages.get())["name"] == ["Beta"]
    assert Tool.objects.get().name == "Alpha"


def test_publishing_a_draft_is_one_version_with_its_reason(pages, tool):
    pages.begin()
    pages.save(name="Beta", why="It was renamed")
    assert pages.publish().status_code == 302
    revision = Revision.objects.order_by("-pk").first()
    assert (Tool.objects.get().name, Tool.objects.get().version) == ("Beta", tool.version + 1)
    assert (revision.changed, revision.reason) == (["name"], "It was renamed")
    assert Change.objects.order_by("-pk").first().what == "updated"
    assert not RecordDraft.objects.exists()


def test_a_dropped_draft_leaves_the_record_as_it_is(pages):
    pages.begin()
    pages.save(name="Beta")
    assert pages.drop().status_code == 302
    assert (Tool.objects.get().name, RecordDraft.objects.count()) == ("Alpha", 0)


def test_before_a_draft_is_dropped_the_page_shows_what_is_lost_and_asks(pages, tool):
    pages.begin()
    pages.save(name="Beta")
    pages.client.post(f"{pages.base}links/", {"do": "make"})
    page = pages.get("drop/")
    words = text_of(page)
    assert (page.status_code, "1 link that was given" in words) == (200, True)
    assert ("<ins>" in words, "Beta" in words) == (True, True)
    assert f'href="{pages.base}drop/"' in text_of(pages.get("compare/"))
    assert RecordDraft.objects.count() == 1


@pytest.mark.parametrize("sent", [{}, {"do": "x"}, {"seen": "1"}])
def test_no_draft_is_dropped_without_the_last_button(pages, sent):
    pages.begin()
    answer = pages.client.post(f"{pages.base}drop/", sent)
    assert (answer.status_code, RecordDraft.objects.count()) == (200, 1)


def test_a_draft_that_somebody_saved_meanwhile_is_shown_before_it_is_dropped(pages):
    pages.begin()
    seen = RecordDraft.objects.get().version
    pages.save(name="Theirs")
    answer = pages.client.post(f"{pages.base}drop/", {"seen": seen, "do": "drop"})
    assert (answer.status_code, "Theirs" in text_of(answer)) == (409, True)
    assert RecordDraft.objects.count() == 1


def test_the_comparison_marks_what_is_added_and_taken_away(pages):
    pages.begin()
    pages.save(summary="It reads old letters.")
    words = text_of(pages.get("compare/"))
    assert '<del><span class="visually-hidden">taken away: </span>documents</del>' in words
    assert '<ins><span class="visually-hidden">added: </span>old letters</ins>' in words


def test_what_only_one_side_changed_is_merged(pages, tool):
    pages.begin()
    pages.save(name="Beta")
    with recorded_change(tool):
        tool.summary = "It reads letters."
        tool.save()
    assert pages.publish().status_code == 302
    stored = Tool.objects.get()
    assert (stored.name, stored.summary) == ("Beta", "It reads letters.")


def test_what_both_changed_is_shown_in_three_columns_and_asks_for_a_choice(pages, tool):
    pages.begin()
    pages.save(name="Beta")
    with recorded_change(tool):
        tool.name = "Gamma"
        tool.save()
    refused = pages.publish()
    assert refused.status_code == 409
    assert all(name in text_of(refused) for name in ("Alpha", "Beta", "Gamma"))
    assert Tool.objects.get().name == "Gamma"
    assert pages.publish(**{"keep:name": "draft"}).status_code == 302
    assert Tool.objects.get().name == "Beta"


def test_a_record_that_changed_after_the_comparison_was_read_is_not_published_over(pages, tool):
    pages.begin()
    pages.save(name="Beta")
    seen = {"seen": RecordDraft.objects.get().version, "seen_record": tool.version}
    with recorded_change(tool):
        tool.summary = "It reads letters."
        tool.save()
    answer = pages.client.post(f"{pages.base}compare/", seen)
    assert (answer.status_code, Tool.objects.get().name) == (409, "Alpha")


def test_the_sites_changes_are_taken_over_into_the_draft(pages, tool):
    pages.begin()
    pages.save(name="Beta", summary="It reads books.")
    with recorded_change(tool):
        tool.name, tool.summary = "Gamma", "It reads letters."
        tool.save()
    assert pages.publish(take_over="1", **{"keep:name": "live"}).status_code == 409
    choices = {"keep:name": "live", "keep:summary": "draft"}
    assert pages.publish(take_over="1", **choices).status_code == 302
    draft = RecordDraft.objects.get()
    assert (draft.facts["name"], draft.facts["summary"]) == ("Gamma", "It reads books.")
    assert pages.publish().status_code == 302
    assert (Tool.objects.get().name, Tool.objects.get().summary) == ("Gamma", "It reads books.")


def test_two_people_at_one_draft_lose_nothing(pages):
    pages.begin()
    mine = pages.fields_of(pages.get()) | {"name": ["Mine"]}
    pages.save(name="Theirs")
    answer = pages.client.post(pages.base, mine)
    assert answer.status_code == 200
    assert ("Theirs" in text_of(answer), "Mine" in text_of(answer)) == (True, True)
    assert RecordDraft.objects.get().facts["name"] == "Theirs"
    fields = pages.fields_of(answer) | {"keep:name": ["mine"]}
    assert pages.client.post(pages.base, fields).status_code == 302
    assert RecordDraft.objects.get().facts["name"] == "Mine"


def test_a_wrong_form_comes_back_with_what_was_typed(pages):
    pages.begin()
    answer = pages.save(name="", summary="A new summary")
    assert (answer.status_code, "A new summary" in text_of(answer)) == (200, True)
    assert RecordDraft.objects.get().facts["name"] == "Alpha"


def test_the_form_of_a_published_record_offers_a_draft_and_then_leads_to_it(pages, tool):
    form = f"/admin/catalogue/tool/{tool.pk}/change/"
    assert "Edit as a draft" in text_of(pages.client.get(form))
    pages.begin()
    assert "There is a draft by" in text_of(pages.client.get(form))


def test_a_record_that_is_not_published_needs_no_draft(signed_in, make_tool, fields_of):
    tool = make_tool(state="draft")
    answer = signed_in("curator").post(f"/desk/drafts/tool/{tool.pk}/begin/", follow=True)
    assert "is not published" in text_of(answer)
    assert not RecordDraft.objects.exists()


def test_a_draft_that_is_gone_says_so_with_what_was_typed(pages):
    pages.begin()
    fields = pages.fields_of(pages.get()) | {"name": ["Typed in vain"]}
    pages.drop()
    answer = pages.client.post(pages.base, fields)
    assert (answer.status_code, "Typed in vain" in text_of(answer)) == (409, True)
    assert pages.get().status_code == 404


def test_whoever_may_not_change_the_record_sees_no_draft(pages, signed_in):
    pages.begin()
    assert signed_in().get(f"{pages.base}compare/").status_code == 403
