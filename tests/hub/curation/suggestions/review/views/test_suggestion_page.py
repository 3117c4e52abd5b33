"""The page of a suggestion: what it shows, and that nothing typed there is ever lost."""

import pytest

from hub.curation.drafts import record_drafts
from hub.curation.drafts.models import RecordDraft
from hub.curation.suggestions.models import Suggestion
from hub.records.models import recorded_change
from tests.plugins.page_reader import Visited

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

TYPED = "What a curator wrote for ten minutes, with <b>care</b>."
KEPT = "What a curator wrote for ten minutes, with care."


@pytest.fixture
def tool(make_tool):
    return make_tool(name="Hotline", summary="It helps.")


@pytest.fixture
def sent(tool, waiting):
    suggestion = waiting(record=tool, facts={"summary": "It helps callers."}, words="Look there.")
    suggestion.facts.update(before={"summary": "It helps."})
    return suggestion


@pytest.fixture
def page(client, curator):
    return lambda suggestion: client.get(f"/desk/suggestions/{suggestion.pk}/")


@pytest.fixture
def filled(page, fields_of):
    """What the form of the decision holds, with changes; ``do``: accept or decline."""

    def fill(suggestion, do="accept", **changes):
        (fact,) = suggestion.facts.all()
        record = page(suggestion).context["content"].record
        fields = {"do": [do]}
        if record is not None:
            fields |= {"seen": [str(record.version)], "seen_record": [str(record.pk)]}
        fields |= {f"fact-{fact.pk}-accept": ["on"], f"fact-{fact.pk}-text": [fact.text]}
        of_fact = {"text", "reason_of_fact"} & changes.keys()
        for name in of_fact:
            part = "text" if name == "text" else "reason"
            fields[f"fact-{fact.pk}-{part}"] = [changes.pop(name)]
        return fields | {name: [value] for name, value in changes.items()}

    return fill


def post(client, suggestion, fields):
    return client.post(f"/desk/suggestions/{suggestion.pk}/", fields)


def test_each_fact_stands_beside_what_stands_now(page, sent):
    text = Visited(page(sent)).one("section", **{"class": "fact"}).text
    assert "As it was sentIt helps callers." in text
    assert "Stands there nowIt helps." in text


def test_what_changed_meanwhile_is_shown_with_both(page, sent, tool):
    with recorded_change(tool):
        tool.summary = "It helps survivors."
        tool.save()
    text = Visited(page(sent)).one("section", **{"class": "fact has-changed"}).text
    assert "Stands there nowIt helps survivors." in text
    assert "Stood there when it was sentIt helps." in text


def test_accepting_changes_the_record(client, filled, sent, tool):
    answer = post(client, sent, filled(sent, reason="Thank you."))
    tool.refresh_from_db()
    sent.refresh_from_db()
    assert (answer.status_code, tool.summary) == (302, "It helps callers.")
    assert (sent.state, sent.reason) == ("accepted", "Thank you.")


def test_what_a_curator_wrote_is_cleaned_of_markup(client, filled, sent, tool):
    post(client, sent, filled(sent, text=TYPED))
    tool.refresh_from_db()
    assert tool.summary == KEPT


def test_declining_without_a_reason_keeps_what_was_typed(client, filled, sent):
    answer = post(client, sent, filled(sent, do="decline", reason_of_fact=TYPED))
    content = answer.content.decode()
    assert (answer.status_code, "Say why, in a sentence" in content) == (400, True)
    assert "&lt;b&gt;care" in content


def test_nothing_chosen_is_told_in_a_sentence(client, filled, sent):
    answer = post(client, sent, filled(sent, do="x"))
    assert (answer.status_code, "accept or to decline" in answer.content.decode()) == (400, True)


def test_a_record_that_changed_meanwhile_is_shown_and_nothing_is_lost(
    client, filled, sent, tool, fields_of
):
    fields = filled(sent, text=TYPED, reason="Thank you.")
    with recorded_change(tool):
        tool.summary = "It helps survivors."
        tool.save()
    answer = post(client, sent, fields)
    content = answer.content.decode()
    assert (answer.status_code, "changed meanwhile" in content) == (409, True)
    assert ("It helps survivors." in content, "Thank you." in content) == (True, True)
    again = fields | {"seen": [str(tool.version)]}
    assert f'name="seen" value="{tool.version}"' in content
    assert post(client, sent, again).status_code == 302


def test_what_was_decided_meanwhile_shows_what_was_typed(client, filled, sent, state_of):
    fields = filled(sent, text=TYPED, reason="Thank you.")
    Suggestion.objects.filter(pk=sent.pk).update(state="declined", reason="No.")
    answer = post(client, sent, fields)
    content = answer.content.decode()
    assert (answer.status_code, state_of(sent)) == (409, "declined")
    assert "somebody decided on it meanwhile" in content
    assert ("&lt;b&gt;care" in content, "Thank you." in content) == (True, True)


def test_what_was_erased_meanwhile_shows_what_was_typed(client, filled, sent):
    fields = filled(sent, text=TYPED)
    Suggestion.objects.filter(pk=sent.pk).delete()
    answer = post(client, sent, fields)
    assert (answer.status_code, "&lt;b&gt;care" in answer.content.decode()) == (409, True)


@pytest.mark.parametrize("what", ["ask", "take"])
def test_other_steps_on_what_is_gone_are_told_too(client, curator, sent, what):
    Suggestion.objects.filter(pk=sent.pk).delete()
    answer = client.post(f"/desk/suggestions/{sent.pk}/{what}/", {"text": TYPED})
    assert answer.status_code == 409


def test_a_record_that_was_removed_is_said_and_keeps_what_was_typed(client, filled, sent):
    fields = filled(sent, text=TYPED)
    Suggestion.objects.filter(pk=sent.pk).update(record_id=987_654)
    answer = post(client, sent, fields)
    content = answer.content.decode()
    assert (answer.status_code, "not there any more" in content) == (400, True)
    assert "&lt;b&gt;care" in content


def test_a_field_that_is_no_field_any_more_is_no_error(page, sent):
    sent.facts.update(fact="gone_since")
    assert page(sent).status_code == 200


def test_a_kind_of_record_that_is_gone_is_no_error(page, sent):
    Suggestion.objects.filter(pk=sent.pk).update(record_kind="x", about_kind="x")
    assert page(sent).status_code == 200


def test_held_texts_are_folded(page, sent):
    found = [
        {"what": "phone", "fact": name, "meant_public": False} for name in ("words", "summary")
    ]
    Suggestion.objects.filter(pk=sent.pk).update(findings=found)
    folded = [details.text for details in Visited(page(sent)).all("details")]
    assert any("Look there." in text for text in folded)
    assert any("It helps callers." in text for text in folded)


def test_records_and_open_suggestions_that_are_alike_are_shown(page, waiting, make_tool):
    make_tool(name="Safe Steps")
    other = waiting(kind="missing", about_kind="tool", facts={"name": "Safe Steps"})
    mine = waiting(kind="missing", about_kind="tool", facts={"name": "Safe steps"})
    text = Visited(page(mine)).one("div", **{"class": "alike"}).text
    assert ("Safe Steps" in text, f"Missing {other.pk}" in text) == (True, True)


def test_a_look_alike_says_its_state_and_why(page, waiting, make_tool):
    make_tool(name="Safe Steps", state="draft")
    mine = waiting(kind="missing", about_kind="tool", facts={"name": "Safe Step"})
    assert "Draft · a similar name" in Visited(page(mine)).one("div", **{"class": "alike"}).text


def test_what_the_curator_writes_is_compared_while_it_is_typed(page, waiting):
    mine = waiting(kind="missing", about_kind="tool", facts={"name": "Safe Step"})
    content = page(mine).content.decode()
    assert 'data-look-alike="name"' in content
    assert 'data-url="/desk/look-alikes/tool/"' in content


def test_other_words_that_name_a_record_are_asked_about_once(client, filled, waiting, make_tool):
    make_tool(name="Light House")
    mine = waiting(kind="missing", about_kind="tool", facts={"name": "Safe Steps"})
    answer = post(client, mine, filled(mine, text="Light house"))
    assert (answer.status_code, "the same name" in answer.content.decode()) == (400, True)
    mine.refresh_from_db()
    assert mine.is_open


def test_it_is_made_once_somebody_says_that_it_is_another(client, filled, waiting, make_tool):
    tool = make_tool(name="Light House")
    mine = waiting(kind="missing", about_kind="tool", facts={"name": "Safe Steps"})
    fields = filled(mine, text="Light house", different_from=str(tool.pk))
    assert post(client, mine, fields).status_code == 302
    mine.refresh_from_db()
    assert mine.state == "accepted"


def test_what_the_page_showed_already_is_not_asked_about(
    client, page, fields_of, waiting, make_tool
):
    make_tool(name="Safe Steps")
    mine = waiting(kind="missing", about_kind="tool", facts={"name": "Safe steps"})
    fields = fields_of(page(mine)) | {"do": "accept"}
    assert post(client, mine, fields).status_code == 302


def test_looking_changes_nothing(page, sent):
    page(sent)
    sent.refresh_from_db()
    assert (sent.state, sent.taken_at) == ("received", None)


def test_asking_is_shown_in_the_conversation(client, page, sent):
    client.post(f"/desk/suggestions/{sent.pk}/ask/", {"text": "Where did <b>you</b> read this?"})
    assert "Where did you read this?" in page(sent).content.decode()


def test_an_empty_question_is_refused(client, curator, sent):
    answer = client.post(f"/desk/suggestions/{sent.pk}/ask/", {"text": " "})
    assert (answer.status_code, sent.messages.count()) == (400, 0)


def test_a_new_record_leads_to_its_form(client, waiting, filled):
    mine = waiting(kind="missing", about_kind="tool", facts={"name": "Safe Steps"})
    answer = post(client, mine, filled(mine))
    assert answer.headers["Location"].startswith("/admin/catalogue/tool/")


def test_the_form_of_an_end_offers_the_states_of_an_end(page, waiting, tool, make_term):
    make_term("status/discontinued")
    text = page(waiting(record=tool, kind="ended", about_kind="")).content.decode()
    assert ('name="status"' in text, 'value="discontinued"' in text) == (True, True)


@pytest.mark.parametrize("kind", Suggestion.Kind.values)
def test_every_kind_has_a_page(page, waiting, tool, kind):
    about = {"practice": "deployment", "follow_up": "follow_up", "missing": "tool"}.get(kind, "")
    record = None if kind == "missing" else tool
    assert page(waiting(record=record, kind=kind, about_kind=about)).status_code == 200


@pytest.mark.parametrize("state", ["accepted", "partly", "declined", "dropped"])
def test_what_has_ended_can_be_read(page, sent, state):
    Suggestion.objects.filter(pk=sent.pk).update(state=state, reason="So it is.")
    assert "So it is." not in page(sent).context["title"]
    assert page(sent).status_code == 200


def test_whoever_may_not_decide_on_suggestions_is_not_let_in(client, signed_in, sent):
    signed_in()
    assert client.get(f"/desk/suggestions/{sent.pk}/").status_code == 403


def test_nobody_sees_it_without_signing_in(client, sent):
    answer = client.get(f"/desk/suggestions/{sent.pk}/")
    assert answer.headers["Location"].startswith("/accounts/login/")


def test_the_page_takes_few_queries(page, sent, django_assert_max_num_queries):
    page(sent)
    with django_assert_max_num_queries(24):
        page(sent)


def test_what_one_person_may_not_accept_becomes_a_draft_and_the_suggestion_waits_on(
    client, sent, filled, page, refusing_ledger
):
    fields = filled(sent)
    with refusing_ledger() as refused:
        answer = post(client, sent, fields)
    refused.check(client, answer)
    draft = RecordDraft.objects.get()
    assert answer["Location"] == f"/desk/drafts/tool/{sent.record_id}/compare/"
    assert (draft.facts["summary"], draft.asks_second) == ("It helps callers.", True)
    assert Suggestion.objects.get().is_open
    text = Visited(page(sent)).text
    assert "There is a draft by" in text


def test_a_suggestion_is_accepted_once_another_person_has_published_its_draft(
    client, sent, filled, refusing_ledger, make_person
):
    with refusing_ledger():
        post(client, sent, filled(sent))
    draft = RecordDraft.objects.get()
    seen = {"seen": draft.version, "seen_record": sent.record_version}
    tool = record_drafts.publish(draft.pk, by=make_person(), **seen)
    assert tool.summary == "It helps callers."
    assert post(client, sent, filled(sent)).status_code == 302
    assert Suggestion.objects.get().state == "accepted"


def test_a_helpline_that_one_person_may_not_put_on_the_desk_is_said(
    client, curator, waiting, make_helpline, refusing_ledger
):
    line = make_helpline()
    suggestion = waiting(record=line, kind="helpline", facts={})
    fields = {"do": "accept", "seen": line.version, "seen_record": line.pk}
    with refusing_ledger() as refused:
        answer = post(client, suggestion, fields)
    refused.check(client, answer)


@pytest.mark.parametrize("step", ["hide", "show"])
def test_hiding_and_showing_what_one_person_may_not_is_said(
    client, curator, tool, waiting, step, refusing_ledger
):
    danger = waiting(record=tool, kind="danger", facts={})
    if step == "show":
        client.post(f"/desk/suggestions/{danger.pk}/hide/")
    with refusing_ledger() as refused:
        answer = client.post(f"/desk/suggestions/{danger.pk}/{step}/")
    refused.check(client, answer)


def test_a_record_is_not_shown_again_by_whoever_changed_its_caution(
    client, curator, tool, waiting, settings
):
    settings.TWO_PEOPLE = True
    danger = waiting(record=tool, kind="danger", facts={})
    client.post(f"/desk/suggestions/{danger.pk}/hide/")
    with recorded_change(tool, by=curator):
        tool.refresh_from_db()
        tool.caution = "Do not use it alone."
        tool.save()
    answer = client.post(f"/desk/suggestions/{danger.pk}/show/", follow=True)
    tool.refresh_from_db()
    assert (answer.status_code, tool.state) == (200, "draft")
    assert "needs a second person" in answer.content.decode()
