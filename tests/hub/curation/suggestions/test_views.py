"""What a reader sees who tells something, by path."""

import re

import pytest

from hub.curation.desk.models import Task
from hub.curation.suggestions import form_stamp
from hub.curation.suggestions.models import SuggestedFact, Suggestion, SuggestionMessage
from hub.outbox.models import Mail
from tests.hub.curation.suggestions.conftest import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def tool(make_tool, make_term):
    return make_tool(slug="alpha", name="Alpha", url="https://alpha.example.org")


def test_without_a_record_it_leads_to_all_that_needs_none(client):
    page = text_of(client.get("/tell/"))
    for what in ("danger", "correction", "question"):
        assert f"what={what}" in page
    assert "what=missing&of=tool" in page
    assert "what=practice" not in page


def test_of_a_record_it_leads_to_what_fits_it(client, tool):
    page = text_of(client.get("/tell/?about=tool/alpha"))
    for what in ("danger", "correction", "ended", "practice", "question"):
        assert f"what={what}&about=tool/alpha" in page
    assert "what=follow_up" not in page
    assert "what=helpline" not in page


def test_it_says_where_help_is_and_what_never_to_write(client, tool):
    for address in ("/tell/", "/tell/?about=tool/alpha&what=danger"):
        page = text_of(client.get(address))
        assert "This is no emergency line." in page
        assert 'href="/help-now/"' in page
        assert "Please do not name victims" in page
        assert "inhope.org" in page


@pytest.mark.parametrize("about", ["tool/none", "x/y", "tool", "tool/alpha/more"])
def test_a_record_that_is_not_there_is_404_and_can_be_told_without_it(client, tool, about):
    response = client.get("/tell/", {"about": about})
    assert response.status_code == 404
    assert "what=danger" in text_of(response)


def test_a_hidden_record_is_none(client, make_tool):
    make_tool(slug="hidden", state="draft", name="Hidden Thing")
    response = client.get("/tell/?about=tool/hidden&what=correction")
    assert response.status_code == 404
    assert "Hidden Thing" not in text_of(response)


def test_the_form_of_a_correction_shows_each_fact_as_it_stands(client, tool):
    page = text_of(client.get("/tell/?about=tool/alpha&what=correction"))
    assert "https://alpha.example.org" in page
    assert 'name="f-url"' in page
    assert 'name="k-licence" value="none"' in page
    assert 'name="k-name" value="none"' not in page  # a record has a name


def test_what_was_typed_of_a_record_that_was_hidden_meanwhile_is_not_lost(tell, make_tool):
    make_tool(slug="hidden", state="draft", name="Hidden Thing")
    response = tell("send", about="tool/hidden", what="correction", f__licence="MIT", words="Why")
    assert response.status_code == 404
    assert '<blockquote dir="auto">MIT</blockquote>' in text_of(response)
    assert '<blockquote dir="auto">Why</blockquote>' in text_of(response)


def test_a_danger_of_a_record_that_was_hidden_meanwhile_is_taken_in(told, make_tool):
    make_tool(slug="hidden", state="draft")
    told(about="tool/hidden", what="danger", words="It names a shelter.")
    assert Suggestion.objects.get().kind == "danger"


def test_a_get_changes_nothing(client, tool):
    client.get("/tell/?about=tool/alpha&what=danger&words=Help&step=send")
    assert not Suggestion.objects.exists()


def test_what_will_be_sent_is_shown_before_it_is_sent(tell, tool):
    page = text_of(tell("look", about="tool/alpha", what="correction", f__licence="MIT"))
    assert "This is what will be sent" in page
    assert "MIT" in page
    assert not Suggestion.objects.exists()


def test_whoever_looks_can_change_it_and_nothing_is_lost(tell, tool):
    typed = {"f__licence": "MIT", "words": "Seen today", "email": "ada@example.org"}
    page = text_of(tell("change", about="tool/alpha", what="correction", **typed))
    for text in typed.values():
        assert text in page


def test_a_correction_is_stored_fact_by_fact_as_an_import_reads_it(told, tool):
    told(
        about="tool/alpha",
        what="correction",
        f__url="beta.example.org",
        k__licence="none",
        k__caution="unknown",
        source_url="example.org/proof",
    )
    suggestion = Suggestion.objects.get()
    facts = {each.fact: each for each in suggestion.facts.all()}
    assert facts["url"].value == {"url": "https://beta.example.org", "known_none": []}
    assert facts["url"].before == {"url": "https://alpha.example.org", "known_none": []}
    assert facts["licence"].value == {"licence": None, "known_none": ["licence"]}
    assert facts["caution"].knowing == SuggestedFact.Knowing.UNKNOWN
    assert suggestion.source_url == "https://example.org/proof"
    assert (suggestion.record_kind, suggestion.record_id) == ("tool", tool.pk)
    assert suggestion.record_version == tool.version


def test_what_no_reader_understands_is_kept_as_it_was_typed(told, tell, tool):
    typed = {"about": "tool/alpha", "what": "correction", "f__first_released": "some time ago"}
    assert "a curator reads it" in text_of(tell("look", **typed))
    told(**typed)
    fact = SuggestedFact.objects.get()
    assert (fact.value, fact.text) == (None, "some time ago")
    assert fact.problem


def test_markup_goes_and_no_word_of_it(told):
    told(what="question", words="Is <b>this</b> safe? <script>x</script>")
    words = Suggestion.objects.get().words
    assert "<b>" not in words
    assert "Is this safe?" in words


def test_something_empty_is_refused_with_a_sentence(tell, tool):
    response = tell("look", about="tool/alpha", what="correction")
    assert response.status_code == 400
    assert "Nothing was typed yet." in text_of(response)


@pytest.mark.parametrize(
    ("name", "value"),
    [("source_url", "no address"), ("email", "nobody"), ("words", "x" * 10_001)],
)
def test_what_cannot_be_used_is_refused_and_comes_back(tell, name, value):
    typed = {"words": "Something", name: value}
    response = tell("send", what="correction", **typed)
    assert response.status_code == 400
    assert value in text_of(response)
    assert "aria-invalid" in text_of(response)


@pytest.mark.parametrize(
    "words", ["Write to jane.doe@example.org", "Call +44 20 7946 0018", "It is at 12 Baker Street"]
)
def test_private_data_are_found_before_it_is_sent(tell, words):
    response = tell("send", what="question", words=words)
    assert response.status_code == 400
    assert "This may be private" in text_of(response)
    assert words in text_of(response)
    assert not Suggestion.objects.exists()


def test_what_is_meant_to_be_public_is_sent_and_held(told):
    told(what="question", words="Call +44 20 7946 0018", public="1")
    assert Suggestion.objects.get().findings == [
        {"what": "phone", "fact": "words", "meant_public": True}
    ]


def test_a_danger_is_sent_whatever_it_holds_and_stands_first(told, tool):
    told(what="danger", about="tool/alpha", words="The page names 12 Baker Street")
    suggestion = Suggestion.objects.get()
    assert suggestion.is_held
    task = Task.objects.get()
    assert (task.kind, task.key, task.rank) == ("suggestion", str(suggestion.pk), 10)
    assert "Baker" not in f"{task.title} {task.detail}"


def test_a_published_record_that_looks_alike_is_shown(tell, make_tool):
    make_tool(name="Safe Harbour Finder", slug="safe-harbour-finder")
    make_tool(name="Safe Harbour Findr", slug="draft-of-it", state="draft")
    page = text_of(tell("look", what="missing", of="tool", f__name="Safe Harbor Finder"))
    assert "Is it one of these?" in page
    assert "/tools/safe-harbour-finder/" in page
    assert "draft-of-it" not in page


def test_what_others_have_suggested_is_never_shown(told, tell):
    told(what="missing", of="tool", f__name="Safe Harbour Finder", words="Why not")
    page = text_of(tell("look", what="missing", of="tool", f__name="Safe Harbour Finder"))
    assert "Is it one of these?" not in page


def test_what_is_missing_is_read_as_a_row_of_an_import(told):
    told(what="missing", of="event", f__name="Conference", f__url="https://example.org/c")
    suggestion = Suggestion.objects.get()
    assert suggestion.about_kind == "event"
    assert {each.fact: each.value[each.fact] for each in suggestion.facts.all()} == {
        "name": "Conference", "url": "https://example.org/c"
    }  # fmt: skip


def test_the_same_form_sent_twice_is_stored_once_with_one_receipt(told):
    stamp = form_stamp.new_stamp().token
    first = told(what="question", words="Is it safe?", stamp=stamp)
    assert told(what="question", words="Is it safe?", stamp=stamp) == first
    assert Suggestion.objects.count() == 1


def test_other_words_from_the_same_form_are_another_suggestion(told):
    stamp = form_stamp.new_stamp().token
    first = told(what="question", words="Is it safe?", stamp=stamp)
    assert told(what="question", words="Is it free?", stamp=stamp) != first
    assert Suggestion.objects.count() == 2


def test_no_cookie_and_nothing_kept(client, told, tool):
    told(what="question", words="Is it safe?")
    assert not client.cookies
    for address in ("/tell/", "/tell/?what=question", "/tell/receipt/"):
        assert client.get(address).headers["Cache-Control"] == "no-store"


def test_a_receipt_shows_state_reason_and_what_became_of_each_fact(client, told, tool):
    receipt = told(about="tool/alpha", what="correction", f__licence="MIT")
    page = text_of(client.get("/tell/receipt/", {"receipt": receipt}))
    assert "Received" in page
    assert "MIT" in page
    SuggestedFact.objects.update(decision="declined", reason="The site says otherwise.")
    Suggestion.objects.update(state="partly", reason="Thank you for the rest.")
    page = text_of(client.get("/tell/receipt/", {"receipt": receipt}))
    assert "Accepted in part" in page
    assert "Thank you for the rest." in page
    assert "The site says otherwise." in page


def test_a_receipt_can_be_typed_with_blanks_and_capitals(client, told):
    receipt = told(what="question", words="Is it safe?").upper().replace("-", " ")
    assert client.post("/tell/receipt/", {"receipt": receipt}).status_code == 200


def test_an_answer_stands_in_the_conversation_and_on_the_desk(client, told, make_message):
    receipt = told(what="question", words="Is it safe?")
    make_message(Suggestion.objects.get(), "With which phone?")
    Task.objects.all().delete()
    form = {"receipt": receipt, "step": "answer", "text": "With a shared one."}
    page = text_of(client.post("/tell/receipt/", form))
    assert page.index("With which phone?") < page.index("With a shared one.")
    client.post("/tell/receipt/", form)
    assert SuggestionMessage.objects.filter(from_curator=False).count() == 1
    assert Task.objects.get().matter == "received 2"


def test_an_answer_to_what_was_decided_meanwhile_is_not_lost(client, told):
    receipt = told(what="question", words="Is it safe?")
    Suggestion.objects.update(state="declined", reason="We do not know.")
    form = {"receipt": receipt, "step": "answer", "text": "With a shared one."}
    response = client.post("/tell/receipt/", form)
    assert response.status_code == 409
    assert "With a shared one." in text_of(response)
    assert not SuggestionMessage.objects.exists()


@pytest.mark.parametrize("text", ["", " ", "x" * 10_001])
def test_an_empty_or_endless_answer_is_refused(client, told, text):
    receipt = told(what="question", words="Is it safe?")
    form = {"receipt": receipt, "step": "answer", "text": text}
    assert client.post("/tell/receipt/", form).status_code == 400


def test_wrong_unknown_and_expired_receipts_look_the_same(client, told):
    receipt = told(what="question", words="Is it safe?")
    other = "a" if receipt[0] != "a" else "b"
    answers = [
        client.get("/tell/receipt/", {"receipt": typed})
        for typed in (other + receipt[1:], "x", "aaaa-" * 6, "\u0660" * 24)
    ]
    for changes in ({"decided_at": "2020-01-01T00:00Z"}, {"erased_at": "2020-01-01T00:00Z"}):
        Suggestion.objects.update(decided_at=None, erased_at=None)
        Suggestion.objects.update(**changes)
        answers.append(client.get("/tell/receipt/", {"receipt": receipt}))
    assert {each.status_code for each in answers} == {404}
    assert len({each.content for each in answers}) == 1
    assert len({str(sorted(each.headers.items())) for each in answers}) == 1


def test_what_was_dropped_is_shown_as_declined(client, told):
    receipt = told(what="question", words="Is it safe?")
    Suggestion.objects.update(state="dropped")
    page = text_of(client.get("/tell/receipt/", {"receipt": receipt}))
    assert "Declined" in page
    assert "ropped" not in page


def test_a_receipt_is_mailed_only_where_an_address_was_given(told):
    told(what="question", words="Is it safe?")
    assert not Mail.objects.exists()
    told(what="question", words="Is it free?", email="ada@example.org")
    suggestion = Suggestion.objects.exclude(address="").get()
    assert Mail.objects.get().recipient_address() == "ada@example.org"
    assert "ada" not in suggestion.address
    assert suggestion.plain_address() == "ada@example.org"


def test_the_private_address_of_a_receipt_is_stored_nowhere(told):
    receipt = told(what="question", words="Is it safe?").replace("-", "")
    row = " ".join(str(value) for value in Suggestion.objects.values().get().values())
    assert receipt not in row


def test_a_tab_says_nothing_of_what_it_is(client):
    for address in ("/tell/", "/tell/?what=danger", "/tell/receipt/"):
        assert re.search("<title>Information</title>", text_of(client.get(address)))


def test_a_text_of_the_record_has_its_language_and_words_of_the_page_have_that_of_the_page(
    client, make_tool
):
    make_tool(slug="beta", name="Beta", summary="Un outil.", language="fr", scope="dedicated")
    page = client.get("/tell/?about=tool/beta&what=correction").content.decode()
    assert '<span class="now value" lang="fr" dir="auto">Un outil.</span>' in page
    assert '<span class="now value" dir="auto">Made against trafficking</span>' in page
