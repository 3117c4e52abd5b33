"""The curators' form of a tool."""

import pytest
from django.urls import reverse

from catalogue.models import Tool
from hub.records.models import Change, FormerSlug, Revision, Source

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator(signed_in):
    return signed_in("curator")


def address(tool):
    return f"/admin/catalogue/tool/{tool.pk}/change/"


def test_saving_an_untouched_form_changes_nothing(curator, change, make_tool, make_organisation):
    tool = make_tool(
        terms=("purpose/case-management", "language/fr"),
        inferred=("safeguard/risk-surveillance",),
        organisations=(make_organisation(),),
        other_names=["One", "Two"],
        known_none=["repository"],
        first_released="2021-10",
    )
    before = tool.facts()
    assert change(curator, address(tool)).status_code == 302
    assert tool.facts() == before
    assert Revision.objects.filter(kind="tool").count() == 1


def test_a_change_is_written_with_its_reason_and_its_news(curator, change, make_tool):
    tool = make_tool()
    change(curator, address(tool), summary="It helps more.", why="the site says so")
    revision = Revision.objects.get(kind="tool", version=2)
    assert (revision.changed, revision.reason) == (["summary"], "the site says so")
    assert revision.by is not None
    assert revision.before["summary"] == "It helps caseworkers."
    assert Change.objects.get().what == "updated"


def test_terms_are_chosen_by_scheme(curator, change, make_tool, make_term):
    tool = make_tool(terms=("purpose/outreach", "user/parent"))
    wanted = make_term("purpose/case-management")
    change(curator, address(tool), terms_purpose=[str(wanted.pk)])
    assert tool.terms_by_scheme() == {"purpose": ["case-management"], "user": ["parent"]}


def test_a_term_of_another_scheme_is_refused(curator, change, make_tool, make_term):
    tool = make_tool(terms=("purpose/outreach",))
    answer = change(curator, address(tool), terms_purpose=[str(make_term("user/parent").pk)])
    assert "terms_purpose" in answer.context["adminform"].form.errors
    assert tool.terms_by_scheme() == {"purpose": ["outreach"]}


def test_a_single_valued_scheme_takes_one_term(curator, change, make_tool, make_term):
    tool = make_tool(terms=("status/active",))
    keys = [str(make_term(f"status/{slug}").pk) for slug in ("active", "pilot")]
    answer = change(curator, address(tool), terms_status=keys)
    assert "A record has one value only." in answer.content.decode()


def test_known_to_be_none_is_recorded(curator, change, make_tool):
    tool = make_tool()
    change(curator, address(tool), none_purpose="on", none_url="on")
    tool.refresh_from_db()
    assert tool.known_none == ["purpose", "url"]


def test_emptied_and_not_ticked_is_not_known(curator, change, make_tool):
    tool = make_tool(terms=("purpose/outreach",), caution="Beware.", known_none=["url"])
    answer = change(curator, address(tool), terms_purpose=[], caution="", none_url=[])
    tool.refresh_from_db()
    assert answer.status_code == 302
    assert (tool.terms_by_scheme(), tool.caution, tool.known_none) == ({}, None, [])


def test_a_scope_can_be_not_known_and_never_none(curator, change, make_tool, fields_of):
    tool = make_tool(scope="adjacent")
    page = curator.get(address(tool))
    form = page.context["adminform"].form
    assert list(form.fields["scope"].choices) == [("", "Not known"), *Tool.Scope.choices]
    assert "none_scope" not in form.fields
    assert change(curator, address(tool), scope="").status_code == 302
    tool.refresh_from_db()
    assert tool.scope is None
    assert Revision.objects.get(kind="tool", version=2).changed == ["scope"]


def test_tools_whose_scope_is_not_known_can_be_listed(curator, make_tool):
    make_tool(name="Recorded", scope="dedicated")
    make_tool(name="Unrecorded")
    page = curator.get("/admin/catalogue/tool/?not_known=scope").content.decode()
    assert "Unrecorded" in page
    assert "Recorded<" not in page.replace("Unrecorded<", "")


def test_a_value_beside_known_to_be_none_is_refused(curator, change, make_tool):
    tool = make_tool(caution="Beware.")
    answer = change(curator, address(tool), none_caution="on")
    assert "caution" in answer.context["adminform"].form.errors


def test_an_inferred_safeguard_is_marked(curator, change, make_tool, make_term):
    tool = make_tool(terms=("safeguard/anonymous-use",))
    risk = make_term("safeguard/risk-surveillance")
    change(curator, address(tool), inferred_safeguard=[str(risk.pk)])
    assert dict(tool.term_links.values_list("term__slug", "inferred")) == {
        "anonymous-use": False,
        "risk-surveillance": True,
    }


def test_an_inferred_term_can_become_a_stated_one(curator, change, make_tool, make_term):
    tool = make_tool(inferred=("safeguard/risk-surveillance",))
    key = [str(make_term("safeguard/risk-surveillance").pk)]
    change(curator, address(tool), inferred_safeguard=[], terms_safeguard=key)
    assert tool.term_links.get().inferred is False


def test_a_term_both_stated_and_inferred_is_refused(curator, change, make_tool, make_term):
    tool = make_tool(inferred=("safeguard/risk-surveillance",))
    key = [str(make_term("safeguard/risk-surveillance").pk)]
    answer = change(curator, address(tool), terms_safeguard=key)
    assert "inferred_safeguard" in answer.context["adminform"].form.errors


def test_the_language_of_the_text_and_the_languages_of_the_tool_are_two_facts(
    curator, change, make_tool
):
    tool = make_tool(terms=("language/fr",))
    change(curator, address(tool), language="es")
    assert Revision.objects.get(kind="tool", version=2).changed == ["text_language"]


def test_a_citation_is_added_in_place(curator, change, make_tool):
    tool, source = make_tool(), Source.objects.create(title="A report")
    answer = change(
        curator,
        address(tool),
        **{
            "citations-TOTAL_FORMS": "1",
            "citations-0-subject": "purpose",
            "citations-0-source": str(source.pk),
            "citations-0-position": "0",
        },
    )
    assert answer.status_code == 302
    assert tool.citations.get().subject == "purpose"
    assert Revision.objects.get(kind="tool", version=2).changed == ["citations"]


def test_a_curator_may_remove_a_citation(curator, change, make_tool):
    tool = make_tool()
    tool.citations.create(source=Source.objects.create(title="A report"))
    change(curator, address(tool), **{"citations-0-DELETE": "on"})
    assert not tool.citations.exists()


def test_a_new_tool_is_a_draft_without_news(curator, fields_of):
    fields = fields_of(curator.get("/admin/catalogue/tool/add/"))
    answer = curator.post(
        "/admin/catalogue/tool/add/", fields | {"name": "New", "slug": "new", "summary": "It is."}
    )
    assert answer.status_code == 302
    made = Tool.objects.get(slug="new")
    assert (made.state, made.scope) == ("draft", None)
    assert Revision.objects.get(kind="tool").before is None
    assert not Change.objects.exists()


def test_the_state_cannot_be_sent_with_the_form(curator, change, make_tool):
    tool = make_tool(state="draft")
    change(curator, address(tool), state="published")
    tool.refresh_from_db()
    assert tool.state == "draft"


def test_a_changed_slug_leaves_its_old_address(curator, change, make_tool):
    tool = make_tool(slug="old")
    change(curator, address(tool), slug="new")
    assert FormerSlug.objects.get(kind="tool", slug="old").record_id == tool.pk


def test_the_preview_of_a_draft_is_one_click_away(curator, make_tool):
    tool = make_tool(state="draft")
    page = curator.get(address(tool)).content.decode()
    assert f'href="{reverse("tool", args=[tool.slug])}?preview=1"' in page


def test_every_field_of_a_form_stands_on_its_page(curator, make_tool, make_organisation):
    for record in (make_tool(), make_organisation()):
        page = curator.get(f"/admin/catalogue/{record.kind}/{record.pk}/change/")
        form = page.context["adminform"]
        shown = {name for fieldset in form for line in fieldset for name in line.fields}
        assert set(form.form.fields) == shown


def test_the_safety_panel_can_be_filled(curator, change, make_tool):
    tool = make_tool()
    change(
        curator,
        address(tool),
        panel="assessed",
        panel_assessed_on="2026-03-01",
        panel_assessed_by="The hub",
        consent="Asked at the start.",
        none_known_harms="on",
    )
    tool.refresh_from_db()
    assert (tool.panel, tool.consent, tool.known_none) == (
        "assessed",
        "Asked at the start.",
        ["known_harms"],
    )


def test_a_published_tool_keeps_its_word_on_the_safety_panel(curator, change, make_tool):
    answer = change(curator, address(make_tool()), panel="")
    assert "panel" in answer.context["adminform"].form.errors


def test_the_words_of_a_scheme_stand_on_the_form_as_text(curator, make_tool, make_term):
    """Django prints help texts as HTML, and whoever may edit a scheme may not write any."""
    scheme = make_term("purpose/outreach").scheme
    scheme.definition = "<img src=x onerror=alert(1)>"
    scheme.save()
    page = curator.get(address(make_tool())).content.decode()
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


def test_nobody_behind_it_is_recorded_and_shown(curator, change, make_tool, visit):
    tool = make_tool()
    assert "Who is behind it Not known" in visit(tool.get_absolute_url()).text
    change(curator, address(tool), none_organisations="on")
    tool.refresh_from_db()
    assert tool.known_none == ["organisations"]
    assert "Who is behind it Known: none" in visit(tool.get_absolute_url()).text


def test_an_organisation_beside_known_to_be_none_is_refused(
    curator, change, make_tool, make_organisation
):
    tool = make_tool(organisations=(make_organisation(),))
    answer = change(curator, address(tool), none_organisations="on")
    assert "Known to be none, and yet an organisation is given" in answer.content.decode()
    tool.refresh_from_db()
    assert tool.known_none == []
