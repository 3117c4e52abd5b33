"""An earlier version comes back, whole or fact by fact, as a new version."""

import pytest
from django.utils import timezone

from catalogue.models import Organisation, Tool
from hub.record_admin import record_history
from hub.records.models import Change, FormerSlug, Revision, Source, recorded_change
from tests.plugins.merges import merge

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator(signed_in):
    return signed_in("curator", name="Ada")


@pytest.fixture
def tool(make_tool):
    return make_tool(slug="one", name="One", summary="First words.", licence="MIT")


def edit(record, **fields):
    with recorded_change(record):
        for name, value in fields.items():
            setattr(record, name, value)
        record.save()
    return record


def page_of(record, version=1):
    model = record._meta.model_name
    return f"/admin/{record._meta.app_label}/{model}/{record.pk}/history/{version}/restore/"


@pytest.fixture
def restore(curator, fields_of):
    """Open the page as a person would, tick, and send it."""

    def send(record, version=1, **changes):
        fields = fields_of(curator.get(page_of(record, version)))
        return curator.post(page_of(record, version), fields | changes)

    return send


def sentences(answer):
    return [str(error) for error in answer.context["form"].non_field_errors()]


def notes(answer):
    return [note for row in answer.context["rows"] for note in row.fact.notes]


def test_the_whole_version_comes_back(tool, restore):
    edit(tool, summary="Second words.", licence="GPL-3.0")
    assert restore(tool).status_code == 302
    tool.refresh_from_db()
    assert (tool.summary, tool.licence, tool.version) == ("First words.", "MIT", 3)


def test_only_ticked_facts_come_back(tool, restore):
    edit(tool, summary="Second words.", licence="GPL-3.0")
    restore(tool, fact=["licence"])
    tool.refresh_from_db()
    assert (tool.summary, tool.licence) == ("Second words.", "MIT")


def test_the_history_says_which_version_and_why(tool, restore):
    edit(tool, summary="Second words.")
    restore(tool, reason="It was wrong.")
    revision = Revision.objects.get(kind="tool", record_id=tool.pk, version=3)
    assert (revision.reason, str(revision.by)) == ("Restored version 1: It was wrong.", "Ada")


def test_the_history_says_that_it_was_a_part(tool, restore):
    edit(tool, summary="Second words.", licence="GPL-3.0")
    restore(tool, fact=["licence"])
    revision = Revision.objects.get(kind="tool", record_id=tool.pk, version=3)
    assert revision.reason == "Restored some facts of version 1"


def test_the_message_leads_to_the_page(tool, restore, curator):
    edit(tool, summary="Second words.")
    restore(tool)
    page = curator.get(f"/admin/catalogue/tool/{tool.pk}/history/").content.decode()
    assert '“One” has facts of version 1 again. <a href="/tools/one/">See its page</a>' in page


def test_readers_are_told_as_of_any_change(tool, restore):
    edit(tool, summary="Second words.")
    before = Change.objects.count()
    restore(tool)
    assert Change.objects.count() == before + 1


def test_terms_and_links_come_back(make_tool, make_organisation, make_term, restore):
    body = make_organisation()
    tool = make_tool(terms=("purpose/hotline",), organisations=(body,))
    before = tool.facts()
    with recorded_change(tool):
        tool.set_terms("purpose", [make_term("purpose/training")])
        tool.organisation_links.all().delete()
    restore(tool)
    assert tool.facts() == before


def test_known_to_be_none_comes_back_with_its_fact(make_tool, restore):
    tool = make_tool(licence=None, known_none=["licence"])
    edit(tool, licence="MIT", known_none=[])
    restore(tool, fact=["licence"])
    tool.refresh_from_db()
    assert (tool.licence, tool.known_none) == (None, ["licence"])


def test_the_history_offers_every_version_but_the_one_that_stands(tool, curator):
    edit(tool, summary="Second words.")
    page = curator.get(f"/admin/catalogue/tool/{tool.pk}/history/").content.decode()
    assert page_of(tool, 1) in page
    assert page_of(tool, 2) not in page


def test_opening_the_page_changes_nothing(tool, curator):
    edit(tool, summary="Second words.")
    curator.get(page_of(tool))
    tool.refresh_from_db()
    assert tool.version == 2


# What is decided today


def test_the_state_stays(tool, restore, make_person):
    edit(tool, summary="Second words.")
    tool.archive(by=make_person(), reason="A double.")
    restore(tool)
    tool.refresh_from_db()
    assert (tool.summary, tool.state) == ("First words.", "archived")


def test_the_page_of_an_archived_record_says_that_it_stays_archived(tool, curator, make_person):
    tool.archive(by=make_person(), reason="A double.")
    assert "stays archived" in curator.get(page_of(tool)).content.decode()


def test_how_and_when_it_was_checked_is_not_restored(make_tool, restore):
    tool = make_tool(verification="source-checked", verified_on=timezone.localdate())
    edit(tool, verification="disputed", verified_on=None, summary="Second words.")
    restore(tool, fact=["summary", "verification", "verified_on"])
    tool.refresh_from_db()
    assert (tool.verification, tool.verified_on) == ("disputed", None)


def test_what_a_person_found_in_a_source_was_said_of_the_other_text(tool, restore, make_person):
    edit(tool, summary="Second words.")
    source = Source.objects.create(title="A report")
    with recorded_change(tool):
        tool.citations.create(
            source=source, subject="summary", checked_on=timezone.localdate(), says_so=True
        )
    restore(tool, version=2, fact=["summary"])
    restore(tool, version=1, fact=["summary"])
    assert tool.citations.get().checked_on is None


def test_a_narrower_circle_comes_back(make_tool, restore):
    tool = make_tool(visibility="practitioner")
    edit(tool, visibility="public")
    restore(tool)
    tool.refresh_from_db()
    assert tool.visibility == "practitioner"


def test_a_wider_circle_is_not_ticked(make_tool, restore):
    tool = make_tool()
    edit(tool, visibility="internal", summary="Second words.")
    restore(tool)
    tool.refresh_from_db()
    assert (tool.visibility, tool.summary) == ("internal", "It helps caseworkers.")


# Bad input


def test_a_change_meanwhile_is_shown_and_nothing_is_lost(tool, curator, fields_of):
    edit(tool, summary="Second words.")
    fields = fields_of(curator.get(page_of(tool))) | {"reason": "My words."}
    edit(tool, licence="GPL-3.0")
    answer = curator.post(page_of(tool), fields)
    tool.refresh_from_db()
    assert (answer.status_code, tool.summary) == (409, "Second words.")
    assert [row.fact.name for row in answer.context["rows"] if row.is_new] == ["licence"]
    assert "My words." in answer.content.decode()


def test_sending_it_again_is_a_decision(tool, curator, fields_of):
    edit(tool, summary="Second words.")
    fields = fields_of(curator.get(page_of(tool)))
    edit(tool, licence="GPL-3.0")
    answer = curator.post(page_of(tool), fields)
    assert curator.post(page_of(tool), fields_of(answer)).status_code == 302
    tool.refresh_from_db()
    assert (tool.summary, tool.licence) == ("First words.", "GPL-3.0")


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 40])
def test_a_form_that_does_not_say_what_was_seen_restores_nothing(tool, restore, seen):
    edit(tool, summary="Second words.")
    assert restore(tool, seen_version=seen).status_code in (400, 409)
    tool.refresh_from_db()
    assert tool.version == 2


@pytest.mark.parametrize("facts", [[], ["state"], ["nonsense", "\x00"]])
def test_nothing_ticked_restores_nothing(tool, restore, facts):
    edit(tool, summary="Second words.")
    answer = restore(tool, fact=facts)
    assert answer.status_code == 400
    assert sentences(answer) == ["Nothing is restored yet: tick at least one fact."]


def test_a_reason_that_is_too_long_loses_nothing(tool, restore):
    edit(tool, summary="Second words.")
    answer = restore(tool, reason="x" * 500)
    assert (answer.status_code, "x" * 500 in answer.content.decode()) == (400, True)


@pytest.mark.parametrize("version", [0, 3, 10**30])
def test_a_version_that_does_not_exist(tool, curator, version):
    edit(tool, summary="Second words.")
    for method in (curator.get, curator.post):
        answer = method(page_of(tool, version), follow=True)
        assert "holds no version" in answer.content.decode()


def test_the_version_that_stands(tool, curator):
    answer = curator.get(page_of(tool, 1), follow=True)
    assert "is the one that stands" in answer.content.decode()


def test_a_record_without_history(tool, curator):
    Revision.objects.all().delete()
    Tool.objects.update(version=5)
    assert "holds no version 3" in curator.get(page_of(tool, 3), follow=True).content.decode()


def test_a_retired_term_gives_way_to_its_successor(make_tool, make_term, curator, restore):
    tool = make_tool(terms=("purpose/hotline",))
    with recorded_change(tool):
        tool.set_terms("purpose", [])
    make_term("purpose/hotline").deprecate(successor=make_term("purpose/helpline"))
    said = notes(curator.get(page_of(tool)))
    assert said == ["“Hotline” is no longer used: “Helpline” is taken instead."]
    restore(tool)
    assert tool.facts()["purpose"] == ["helpline"]


def test_a_retired_term_without_successor_is_left_out(make_tool, make_term, curator, restore):
    tool = make_tool(terms=("purpose/hotline", "purpose/training"))
    with recorded_change(tool):
        tool.set_terms("purpose", [])
    make_term("purpose/hotline").deprecate()
    said = notes(curator.get(page_of(tool)))
    assert said == ["“Hotline” is no longer there or no longer used: it is left out."]
    restore(tool)
    assert tool.facts()["purpose"] == ["training"]


def test_a_retired_term_alone_cannot_be_restored(make_tool, make_term, curator):
    tool = make_tool(terms=("purpose/hotline",))
    with recorded_change(tool):
        tool.set_terms("purpose", [])
    make_term("purpose/hotline").deprecate()
    page = curator.get(page_of(tool))
    assert not page.context["rows"][0].fact.is_restorable
    assert "Cannot be restored." in page.content.decode()


@pytest.fixture
def joined(make_organisation, make_person):
    """Two bodies, of which the first was joined with the second."""
    first, second = make_organisation(name="Old body"), make_organisation(name="New body")

    def join():
        key = first.pk
        merge(Organisation.objects.get(pk=key), second, by=make_person(), reason="One body.")
        return key, second

    return first, second, join


def test_a_link_to_a_merged_record_leads_to_its_survivor(make_tool, joined, restore):
    first, second, join = joined
    tool = make_tool(organisations=(first,))
    with recorded_change(tool):
        tool.organisation_links.all().delete()
    join()
    restore(tool)
    assert tool.facts()["organisations"] == [second.slug]


def test_links_to_both_become_one(make_tool, joined, restore):
    first, second, join = joined
    tool = make_tool(organisations=(first, second))
    with recorded_change(tool):
        tool.organisation_links.all().delete()
    join()
    restore(tool)
    assert tool.facts()["organisations"] == [second.slug]


def test_a_key_to_a_merged_record_is_that_of_its_survivor(
    make_organisation, joined, curator, restore
):
    first, second, join = joined
    part = make_organisation(part_of=first)
    edit(part, part_of=None)
    join()
    said = notes(curator.get(page_of(part)))
    assert said == ["“Old body” was joined with “New body”, which stands for it."]
    restore(part)
    part.refresh_from_db()
    assert part.part_of == second


def test_a_link_to_a_removed_record_is_left_out(make_tool, make_organisation, restore, curator):
    gone, there = make_organisation(slug="gone"), make_organisation()
    tool = make_tool(organisations=(gone, there))
    with recorded_change(tool):
        tool.organisation_links.all().delete()
    gone.delete()
    said = notes(curator.get(page_of(tool)))
    assert said == ["“gone” is no longer there or no longer used: it is left out."]
    restore(tool)
    assert tool.facts()["organisations"] == [there.slug]


def test_the_history_of_a_merged_record_leads_to_its_survivor(joined, curator):
    key, second = joined[2]()
    address = f"/admin/catalogue/organisation/{key}/history/1/restore/"
    for method in (curator.get, curator.post):
        answer = method(address, follow=True)
        assert "was joined with “New body”" in answer.content.decode()
        assert answer.redirect_chain[-1][0].endswith(f"/{second.pk}/history/")


@pytest.mark.parametrize("key", ["999999", "x", "9" * 40])
def test_a_record_that_never_was(curator, key):
    assert curator.get(f"/admin/catalogue/tool/{key}/history/1/restore/").status_code == 302


def test_an_address_that_another_record_has_now_stays_its(tool, make_tool, restore, curator):
    tool.rename("two", by=None)
    FormerSlug.objects.all().delete()
    make_tool(slug="one", name="Other")
    said = notes(curator.get(page_of(tool)))
    assert said == ["“one” leads to another record now, “Other”, and stays its address."]
    assert restore(tool, fact=["slug"]).status_code == 400


def test_an_old_address_of_its_own_comes_back(tool, restore):
    tool.rename("two", by=None)
    restore(tool)
    tool.refresh_from_db()
    assert tool.slug == "one"
    assert FormerSlug.objects.get(kind="tool").slug == "two"


def test_a_source_whose_title_was_corrected_is_the_same_source(tool, restore):
    source = Source.objects.create(url="https://example.org/a", title="A reprot")
    with recorded_change(tool):
        tool.citations.create(source=source)
    with recorded_change(tool):
        tool.citations.all().delete()
    Source.objects.update(title="A report")
    restore(tool, version=2)
    assert tool.citations.get().source == source


def test_the_rules_of_today_may_refuse_it(make_pattern, restore, curator):
    pattern = make_pattern()
    edit(pattern, title="Another title")
    Revision.objects.filter(record_id=pattern.pk, version=2).update(
        before=pattern.facts() | {"title": "x" * 400}, changed=["title"]
    )
    answer = restore(pattern)
    pattern.refresh_from_db()
    assert (answer.status_code, pattern.title) == (409, "Another title")
    assert "at most" in sentences(answer)[0]


def test_a_circle_of_parts_is_refused(make_organisation, restore):
    top, part = make_organisation(), make_organisation()
    edit(part, part_of=top)
    edit(part, part_of=None)
    edit(top, part_of=part)
    answer = restore(part, version=2)
    assert (answer.status_code, sentences(answer)) == (
        409,
        ["Part of: An organisation is not a part of itself."],
    )


def test_a_name_that_another_record_has_now_is_refused(make_organisation, restore):
    body = make_organisation(names=("The Body",))
    with recorded_change(body):
        body.names.all().delete()
    make_organisation(names=("The Body",))
    answer = restore(body)
    assert answer.status_code == 409
    assert "has what would come back" in sentences(answer)[0]


def test_a_fact_that_forms_refuse_today_is_refused(tool, restore):
    edit(tool, name="")  # some former code let it pass
    edit(tool, name="Named")
    answer = restore(tool, version=2)
    assert (answer.status_code, sentences(answer)) == (409, ["Name: This field cannot be blank."])


# Former code


def test_facts_that_former_code_did_not_know_are_unchanged(tool, restore):
    edit(tool, summary="Second words.", licence="GPL-3.0")
    revision = Revision.objects.get(record_id=tool.pk, version=2)
    del revision.before["licence"]
    revision.save()
    restore(tool)
    tool.refresh_from_db()
    assert (tool.summary, tool.licence) == ("First words.", "GPL-3.0")


def test_facts_that_are_gone_are_named_and_left_out(tool, restore, curator):
    edit(tool, summary="Second words.")
    revision = Revision.objects.get(record_id=tool.pk, version=2)
    revision.before["colour"], revision.changed = "red", ["colour", "summary"]
    revision.save()
    assert curator.get(page_of(tool)).context["retired"] == ["colour"]
    restore(tool)
    tool.refresh_from_db()
    assert tool.summary == "First words."


def test_entries_of_another_shape_are_left_out(tool, restore):
    edit(tool, summary="Second words.")
    revision = Revision.objects.get(record_id=tool.pk, version=2)
    revision.before["organisations"] = [["a-body", "maker"]]
    revision.changed = ["organisations", "summary"]
    revision.save()
    restore(tool)
    tool.refresh_from_db()
    assert tool.summary == "First words."


# Pages of the history


def test_a_long_history_has_pages(tool, curator, monkeypatch):
    monkeypatch.setattr(record_history, "MAX_REVISIONS", 2)
    for number in range(2, 6):
        edit(tool, summary=f"Words {number}.")
    address = f"/admin/catalogue/tool/{tool.pk}/history/"
    second = curator.get(f"{address}?page=2").context["steps"]
    assert [step.revision.version for step in second] == [3, 2]
    assert (second[0].differences[0].before, second[0].differences[0].after) == (
        "Words 2.",
        "Words 3.",
    )


@pytest.mark.parametrize("page", ["0", "x", "9" * 40, "-1"])
def test_a_page_that_does_not_exist_is_the_nearest(tool, curator, page):
    assert curator.get(f"/admin/catalogue/tool/{tool.pk}/history/?page={page}").status_code == 200


def test_whoever_may_only_read_restores_nothing(tool, signed_in):
    edit(tool, summary="Second words.")
    reader = signed_in()
    assert reader.get(page_of(tool)).status_code == 403
    assert reader.post(page_of(tool)).status_code == 403


def test_a_version_that_one_person_may_not_bring_back_is_said(
    curator, tool, restore, fields_of, refusing_ledger
):
    edit(tool, summary="Second words.")
    fields = fields_of(curator.get(page_of(tool)))
    with refusing_ledger() as refused:
        answer = curator.post(page_of(tool), fields | {"reason": "It was right."})
    refused.check(curator, answer)
    tool.refresh_from_db()
    assert tool.summary == "Second words."


@pytest.mark.parametrize("action", ["verify", "archive", "draft"])
def test_an_action_that_one_person_may_not_do_is_said(
    curator, tool, action, fields_of, refusing_ledger
):
    path = f"/admin/catalogue/tool/{tool.pk}/do/{action}/"
    fields = fields_of(curator.get(path)) | {"reason": ["It is to be so."]}
    with refusing_ledger() as refused:
        answer = curator.post(path, fields)
    refused.check(curator, answer)
    assert Tool.objects.get().state == "published"
