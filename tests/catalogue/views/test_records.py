"""The page of a record, and what its address answers when there is no such page."""

import json

import pytest
from django.utils import timezone

from catalogue.models import Tool
from hub.records.models import recorded_change
from hub.web.localization import localize_date

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_a_renamed_tool_is_found_at_its_new_address(make_tool, make_person, client):
    make_tool(slug="old").rename("new", by=make_person())
    response = client.get("/tools/old/")
    assert (response.status_code, response.headers["Location"]) == (301, "/tools/new/")


def test_a_renamed_organisation_is_found_at_its_new_address(make_organisation, make_person, client):
    make_organisation(slug="old").rename("new", by=make_person())
    response = client.get("/organisations/old/")
    assert (response.status_code, response.headers["Location"]) == (301, "/organisations/new/")


def test_an_address_taken_over_shows_the_record_that_has_it_now(make_tool, make_person, visit):
    make_tool(slug="wanted").rename("elsewhere", by=make_person())
    make_tool(slug="wanted", name="The newer")
    assert visit("/tools/wanted/").heading == "The newer"


def test_an_archived_tool_is_gone_and_says_so(make_tool, make_person, visit):
    make_tool(slug="double").archive(by=make_person(), reason="A double.")
    page = visit("/tools/double/", status=410)
    day = localize_date(timezone.localdate().isoformat())
    assert f"It was removed on {day}." in page.text


def test_a_reason_that_is_meant_for_readers_is_given(make_tool, make_person, visit):
    tool = make_tool(slug="double")
    tool.archive(by=make_person(), reason="It was here twice.", tell_readers=True)
    assert "The reason: It was here twice." in visit("/tools/double/", status=410).text


def test_an_edit_of_what_was_removed_is_not_told_in_its_place(make_tool, make_person, visit):
    tool, person = make_tool(slug="double"), make_person()
    tool.archive(by=person, reason="It was here twice.", tell_readers=True)
    with recorded_change(tool, by=person, reason="Mended a name."):
        tool.name = "Another"
        tool.save()
    page = visit("/tools/double/", status=410)
    assert "It was here twice." in page.text
    assert "Mended" not in page.html


def test_an_archived_tool_does_not_tell_why_or_what_it_was(make_tool, make_person, visit):
    make_tool(slug="double", name="Unspeakable").archive(by=make_person(), reason="Dangerous.")
    page = visit("/tools/double/", status=410)
    assert "Unspeakable" not in page.html
    assert "Dangerous" not in page.html


@pytest.fixture
def as_missing(client):
    """Whether an address answers as one where there never was anything, byte for byte."""

    def same(path):
        query = path.partition("?")[2]
        answer, missing = client.get(path), client.get(f"/tools/there-is-nothing-here/?{query}")
        assert missing.status_code == 404
        return (answer.status_code, answer.content, dict(answer.headers)) == (
            404,
            missing.content,
            dict(missing.headers),
        )

    return same


def test_a_draft_that_was_archived_cannot_be_told_from_what_is_not(
    make_tool, make_person, as_missing
):
    make_tool(slug="secret", state="draft").archive(by=make_person(), reason="Never shown.")
    assert as_missing("/tools/secret/")


def test_what_only_a_narrower_circle_saw_is_not_said_to_have_been_here(
    make_tool, make_person, as_missing
):
    tool = make_tool(slug="secret", visibility="vetted")
    tool.archive(by=make_person(), reason="Never public.")
    Tool.objects.update(visibility="public")
    assert as_missing("/tools/secret/")


@pytest.mark.parametrize("state", ["draft", "in_review"])
def test_what_is_not_out_yet_cannot_be_told_from_what_is_not(make_tool, as_missing, state):
    make_tool(slug="secret", state=state)
    assert as_missing("/tools/secret/")


@pytest.mark.parametrize("state", ["published", "archived"])
def test_what_is_not_for_all_cannot_be_told_from_what_is_not(make_tool, as_missing, state):
    make_tool(slug="secret", visibility="vetted", state=state)
    assert as_missing("/tools/secret/")


def test_the_old_address_of_a_draft_leads_nowhere(make_tool, make_person, as_missing):
    make_tool(slug="old", state="draft").rename("new", by=make_person())
    assert as_missing("/tools/old/")


def test_a_stranger_who_asks_for_a_preview_learns_nothing(make_tool, as_missing):
    make_tool(slug="secret", state="draft")
    assert as_missing("/tools/secret/?preview=1")


# Preview


def test_a_curator_sees_a_draft_before_it_is_out(make_tool, signed_in, visit):
    make_tool(slug="secret", name="Draft of a tool", state="draft")
    signed_in("curator")
    assert visit("/tools/secret/?preview=1").heading == "Draft of a tool"


def test_a_preview_says_that_readers_do_not_see_it(make_tool, signed_in, visit):
    make_tool(slug="secret", state="draft")
    signed_in("curator")
    banner = visit("/tools/secret/?preview=1").one("p", class_="banner").text
    assert banner.startswith("Preview. State: Draft. Readers do not see this page.")


def test_a_preview_is_stored_nowhere(make_tool, signed_in, visit):
    make_tool(slug="secret", state="draft")
    signed_in("curator")
    assert visit("/tools/secret/?preview=1").response.headers["Cache-Control"] == "no-store"


def test_staff_without_the_permission_see_no_draft(make_tool, signed_in, visit):
    make_tool(slug="secret", state="draft")
    signed_in()
    visit("/tools/secret/?preview=1", status=404)


def test_a_curator_who_asks_for_no_preview_sees_what_readers_see(make_tool, signed_in, visit):
    make_tool(slug="secret", state="draft")
    signed_in("curator")
    visit("/tools/secret/", status=404)


def test_a_curator_sees_the_preview_of_an_organisation(make_organisation, signed_in, visit):
    make_organisation(slug="secret", name="Draft of a body", state="draft")
    signed_in("curator")
    assert visit("/organisations/secret/?preview=1").heading == "Draft of a body"


# For machines


def json_ld(page):
    return json.loads(page.one("script", type="application/ld+json").text)


def test_a_tool_is_a_software_application_for_machines(make_tool, visit):
    make_tool(slug="hotline", name="Hotline", licence="MIT", terms=("language/fr",))
    found = json_ld(visit("/tools/hotline/"))
    assert (found["@type"], found["name"], found["license"], found["inLanguage"]) == (
        "SoftwareApplication",
        "Hotline",
        "MIT",
        ["fr"],
    )


def test_a_record_without_sources_and_licence_states_neither(make_tool, settings, visit):
    settings.DATA_LICENCE = ""
    make_tool(slug="hotline")
    record = json_ld(visit("/tools/hotline/"))["mainEntityOfPage"]
    assert set(record) == {"@type", "dateModified"}


def test_what_is_not_known_is_not_stated_to_machines(make_tool, visit):
    make_tool(slug="hotline")
    assert "license" not in json_ld(visit("/tools/hotline/"))


def test_no_text_of_a_record_ends_the_script_that_holds_it(make_tool, visit):
    make_tool(slug="hotline", name="</script><script>alert(1)</script>")
    assert json_ld(visit("/tools/hotline/"))["name"] == "</script><script>alert(1)</script>"


def test_a_hidden_organisation_is_not_told_to_machines(make_tool, make_organisation, visit):
    hidden = make_organisation(name="Hidden body", visibility="vetted")
    make_tool(slug="hotline", organisations=(hidden,))
    assert "Hidden body" not in visit("/tools/hotline/").html


def test_a_hidden_organisation_stands_on_no_card(make_tool, make_organisation, visit):
    hidden = make_organisation(name="Hidden body", visibility="vetted")
    make_tool(organisations=(hidden,))
    assert "Hidden body" not in visit("/tools/").html


def test_a_tool_cannot_be_found_by_the_name_of_a_hidden_organisation(
    make_tool, make_organisation, visit
):
    hidden = make_organisation(name="Zanzibar", visibility="vetted")
    make_tool(organisations=(hidden,))
    assert visit("/tools/?q=zanzibar").heading == "0 tools for “zanzibar”"


def test_a_page_names_itself_to_those_who_share_it(make_tool, visit):
    make_tool(slug="hotline", name="Hotline", summary="For all.")
    page = visit("/tools/hotline/")
    shown = {
        meta.attributes["property"]: meta.attributes["content"]
        for meta in page.all("meta")
        if "property" in meta.attributes
    }
    assert shown == {
        "og:url": "http://localhost:8000/tools/hotline/",
        "og:type": "article",
        "og:title": "Hotline",
        "og:site_name": "Anti-Trafficking Technology Hub",
        "og:description": "For all.",
    }


def test_an_organisation_shows_its_parts_and_its_whole(make_organisation, visit):
    whole = make_organisation(slug="whole", name="Whole")
    make_organisation(slug="part", name="Part", part_of=whole)
    assert (
        visit("/organisations/whole/").href("Part"),
        visit("/organisations/part/").href("Whole"),
    ) == (
        "/organisations/part/",
        "/organisations/whole/",
    )
