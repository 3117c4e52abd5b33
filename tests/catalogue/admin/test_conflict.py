"""Two curators, one record: the second sees both texts and loses nothing."""

import pytest
from django.test import Client

from hub.record_admin.record_form import RecordForm
from hub.records.models import Source

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def first(signed_in):
    return signed_in("curator", name="Ada")


@pytest.fixture
def second(first, make_person):
    """Another browser, with another person."""
    person = make_person(is_staff=True, is_superuser=True, name="Bo")
    browser = Client()
    browser.force_login(person, backend=BACKEND)
    return browser


def address(tool):
    return f"/admin/catalogue/tool/{tool.pk}/change/"


@pytest.fixture
def both(first, second, change, fields_of):
    """The second opens the form, the first changes the record, the second sends what they typed."""

    def collide(tool, theirs, mine):
        opened = fields_of(second.get(address(tool)))
        assert change(first, address(tool), why="the site moved", **theirs).status_code == 302
        return second.post(address(tool), opened | mine)

    return collide


def test_the_second_does_not_overwrite_the_first(both, make_tool):
    tool = make_tool()
    both(tool, {"summary": "Theirs."}, {"summary": "Mine."})
    tool.refresh_from_db()
    assert tool.summary == "Theirs."


def test_the_second_sees_both_texts_with_who_and_why(both, make_tool):
    page = both(make_tool(), {"summary": "Theirs."}, {"summary": "Mine."}).content.decode()
    assert "Ada changed it on" in page
    assert "the site moved" in page
    assert page.count("Theirs.") == 1
    assert page.count("Mine.") == 2  # beside theirs, and in the field


def test_keeping_mine_and_saving_again_stores_mine(both, second, fields_of, make_tool):
    tool = make_tool()
    page = both(tool, {"summary": "Theirs."}, {"summary": "Mine."})
    fields = fields_of(page) | {"keep:summary": "mine"}
    assert second.post(address(tool), fields).status_code == 302
    tool.refresh_from_db()
    assert tool.summary == "Mine."


def test_where_both_changed_a_fact_nothing_is_chosen_for_me(both, fields_of, make_tool):
    fields = fields_of(both(make_tool(), {"summary": "Theirs."}, {"summary": "Mine."}))
    assert "keep:summary" not in fields
    assert fields["contested"] == ["summary"]


def test_without_a_choice_nothing_is_saved_and_it_is_asked_again(
    both, second, fields_of, make_tool
):
    tool = make_tool()
    mine = {"summary": "Mine.", "notes": "My note.", "url": "https://mine.example/"}
    page = both(tool, {"summary": "Theirs.", "url": "https://theirs.example/"}, mine)
    fields = fields_of(page) | {"keep:url": "theirs"}
    again = second.post(address(tool), fields)
    assert again.status_code == 200
    assert "choose theirs or yours" in again.content.decode()
    assert again.content.decode().count("Choose one of the two.") == 1
    kept = fields_of(again)
    assert (kept["summary"], kept["notes"]) == (["Mine."], ["My note."])
    assert (kept["url"], kept["keep:url"]) == (["https://mine.example/"], ["theirs"])
    tool.refresh_from_db()
    assert (tool.summary, tool.notes) == ("Theirs.", None)
    assert second.post(address(tool), kept | {"keep:summary": "mine"}).status_code == 302
    tool.refresh_from_db()
    assert (tool.summary, tool.url) == ("Mine.", "https://theirs.example/")


def test_a_choice_missed_is_asked_for_again_also_after_a_third_change(
    both, first, second, change, fields_of, make_tool
):
    tool = make_tool()
    fields = fields_of(both(tool, {"summary": "Theirs."}, {"summary": "Mine."}))
    change(first, address(tool), notes="A third change.")
    again = fields_of(second.post(address(tool), fields))
    assert "summary" in again["contested"]
    assert "keep:summary" not in again
    assert second.post(address(tool), again).status_code == 200
    tool.refresh_from_db()
    assert tool.summary == "Theirs."


def test_a_choice_between_other_texts_is_not_carried_over(
    both, first, second, change, fields_of, make_tool
):
    tool = make_tool()
    page = both(tool, {"summary": "Theirs."}, {"summary": "Mine."})
    fields = fields_of(page) | {"keep:summary": "mine"}
    change(first, address(tool), summary="Theirs, again.")
    assert "keep:summary" not in fields_of(second.post(address(tool), fields))


def test_the_form_of_a_new_record_has_nothing_to_choose(first, fields_of):
    fields = fields_of(first.get("/admin/catalogue/tool/add/"))
    sent = fields | {"contested": "summary", "compared_from": "9" * 400}
    assert first.post("/admin/catalogue/tool/add/", sent).status_code == 200


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 400, "\x00"])
def test_a_comparison_with_no_such_version_is_not_saved(first, fields_of, make_tool, version):
    tool = make_tool()
    sent = fields_of(first.get(address(tool))) | {
        "contested": "summary",
        "compared_from": version,
        "summary": "Mine.",
    }
    assert first.post(address(tool), sent).status_code == 200
    tool.refresh_from_db()
    assert tool.summary == "It helps caseworkers."


def test_taking_theirs_keeps_my_other_changes(both, second, fields_of, make_tool):
    tool = make_tool()
    page = both(tool, {"summary": "Theirs."}, {"summary": "Mine.", "notes": "My note."})
    fields = fields_of(page) | {"keep:summary": "theirs"}
    assert second.post(address(tool), fields).status_code == 302
    tool.refresh_from_db()
    assert (tool.summary, tool.notes) == ("Theirs.", "My note.")


def test_what_i_did_not_touch_is_taken_from_them_unless_i_say_otherwise(
    both, second, fields_of, make_tool
):
    tool = make_tool()
    fields = fields_of(both(tool, {"summary": "Theirs."}, {"notes": "My note."}))
    assert fields["keep:summary"] == ["theirs"]
    second.post(address(tool), fields)
    tool.refresh_from_db()
    assert (tool.summary, tool.notes) == ("Theirs.", "My note.")


def test_terms_are_compared_and_chosen_like_texts(both, second, fields_of, make_tool, make_term):
    tool = make_tool(terms=("purpose/outreach",))
    theirs, mine = make_term("purpose/case-management"), make_term("purpose/family-tracing")
    page = both(tool, {"terms_purpose": [theirs.pk]}, {"terms_purpose": [mine.pk]})
    assert {"Case management", "Family tracing"} <= set(
        page.content.decode().replace("<", ">").split(">")
    )
    second.post(address(tool), fields_of(page) | {"keep:terms_purpose": "theirs"})
    assert tool.terms_by_scheme() == {"purpose": ["case-management"]}


def test_a_box_known_to_be_none_is_contested_too(both, second, fields_of, make_tool):
    tool = make_tool()
    page = both(tool, {"none_url": "on"}, {"notes": "My note."})
    assert second.post(address(tool), fields_of(page)).status_code == 302
    tool.refresh_from_db()
    assert (tool.known_none, tool.notes) == (["url"], "My note.")


def row(source, **more):
    return {
        "citations-TOTAL_FORMS": "1",
        "citations-0-source": str(source.pk),
        "citations-0-position": "0",
    } | more


def test_rows_that_both_added_are_both_kept(both, second, fields_of, make_tool):
    tool = make_tool()
    one, two = (Source.objects.create(title=title) for title in ("One", "Two"))
    page = both(tool, row(one), row(two))
    fields = fields_of(page) | {"keep:citations": "mine"}
    assert second.post(address(tool), fields).status_code == 302
    assert {str(citation.source) for citation in tool.citations.all()} == {"One", "Two"}


def test_rows_that_both_changed_need_a_choice_and_are_all_kept_until_then(
    both, second, fields_of, make_tool
):
    tool = make_tool()
    one, two = (Source.objects.create(title=title) for title in ("One", "Two"))
    again = second.post(address(tool), fields_of(both(tool, row(one), row(two))))
    assert "choose theirs or yours" in again.content.decode()
    fields = fields_of(again) | {"keep:citations": "mine"}
    assert second.post(address(tool), fields).status_code == 302
    assert {str(citation.source) for citation in tool.citations.all()} == {"One", "Two"}


def test_a_row_that_the_other_removed_is_still_in_my_form(both, fields_of, make_tool):
    tool = make_tool()
    tool.citations.create(source=Source.objects.create(title="One"), note="old")
    page = both(tool, {"citations-0-DELETE": "on"}, {"citations-0-note": "mine"})
    fields = fields_of(page)
    assert not tool.citations.exists()
    assert fields["citations-0-note"] == ["mine"]
    assert fields["citations-INITIAL_FORMS"] == ["0"]


def test_taking_their_rows_drops_mine(both, second, fields_of, make_tool):
    tool = make_tool()
    one, two = (Source.objects.create(title=title) for title in ("One", "Two"))
    page = both(tool, row(one), row(two))
    second.post(address(tool), fields_of(page) | {"keep:citations": "theirs"})
    assert [str(citation.source) for citation in tool.citations.all()] == ["One"]


def test_a_third_change_in_between_is_a_conflict_again(
    both, first, second, change, fields_of, make_tool
):
    tool = make_tool()
    fields = fields_of(both(tool, {"summary": "Theirs."}, {"summary": "Mine."}))
    change(first, address(tool), summary="Theirs, again.")
    page = second.post(address(tool), fields)
    assert "Theirs, again." in page.content.decode()
    tool.refresh_from_db()
    assert tool.summary == "Theirs, again."


def test_something_invalid_in_my_form_does_not_lose_the_comparison(both, make_tool):
    page = both(make_tool(), {"summary": "Theirs."}, {"first_released": "2021-13"})
    assert "There is no such date" in page.content.decode()
    assert "Theirs." in page.content.decode()


def test_a_form_without_its_version_is_not_saved(first, fields_of, make_tool):
    tool = make_tool()
    fields = fields_of(first.get(address(tool))) | {"summary": "Mine.", "seen_version": "x"}
    assert first.post(address(tool), fields).status_code == 200
    tool.refresh_from_db()
    assert tool.summary == "It helps caseworkers."


def test_a_slug_that_another_takes_in_the_same_moment_is_said_beside_the_field(
    first, fields_of, make_tool, monkeypatch
):
    make_tool(slug="taken")
    mine = make_tool(slug="mine")
    looked: list[object] = []

    def not_yet_there(form):
        """The form looked before the other had stored theirs: the database is first to know."""
        looked.append(form)
        if len(looked) > 1:
            real(form)

    real = RecordForm.validate_unique
    monkeypatch.setattr(RecordForm, "validate_unique", not_yet_there)
    fields = fields_of(first.get(address(mine)))
    page = first.post(address(mine), fields | {"slug": "taken", "summary": "Kept as typed."})
    assert page.status_code == 200
    assert "already exists" in page.content.decode()
    assert "Kept as typed." in page.content.decode()


def test_rows_that_can_never_be_stored_are_refused_with_a_sentence(first, fields_of, make_tool):
    tool = make_tool()
    tool.citations.create(source=Source.objects.create(url="https://un.example/a", title="A"))
    fields = fields_of(first.get(address(tool)))
    # Says of the row that is there that it is new.
    answer = first.post(address(tool), fields | {"citations-INITIAL_FORMS": "-1"})
    assert answer.status_code == 400
    assert "We cannot understand this request" in answer.content.decode()
