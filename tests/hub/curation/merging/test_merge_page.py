"""The page of a merge shows both records and what goes over, and asks twice before it does it."""

import html

import pytest

from catalogue.models import Organisation
from hub.curation.merging.models import RecordMerge
from hub.records.models import FormerSlug, Revision, Source, recorded_change
from tests.plugins.merges import merge

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def curator(signed_in):
    return signed_in("curator")


def address(goes, stays):
    return f"/desk/merges/{goes.kind}/{goes.pk}/into/{stays.pk}/"


def looked_at(goes, stays, **more):
    """What the last form sends when it was opened on both as they are."""
    versions = {"seen_goes": goes.version, "seen_stays": stays.version}
    return {"reason": "one body", "step": "merge", "sure": "1", **versions, **more}


def text_of(answer):
    return " ".join(html.unescape(answer.content.decode()).split())


@pytest.fixture
def pair(make_organisation):
    goes = make_organisation(name="U. Hub", names=("UH",), url="https://old.example/")
    return goes, make_organisation(name="United Hub", url="https://new.example/")


def test_both_stand_side_by_side_with_links_to_forms_and_pages(curator, pair):
    goes, stays = pair
    answer = curator.get(address(*pair))
    facts = {fact.label: (fact.goes, fact.stays) for fact in answer.context["facts"]}
    assert facts["Name"] == ("U. Hub", "United Hub")
    assert facts["Site"] == ("https://old.example/", "https://new.example/")
    assert facts["Names"] == ("UH", "Not known")
    page = answer.content.decode()
    for body in (goes, stays):
        assert f'href="/admin/catalogue/organisation/{body.pk}/change/"' in page
        assert f'href="{body.get_absolute_url()}"' in page


def test_it_counts_and_names_what_goes_over(
    curator, pair, make_tool, make_organisation, make_deployment, make_helpline
):
    goes, _stays = pair
    for number in range(7):
        make_tool(name=f"Tool of it {number}", organisations=(goes,))
    make_organisation(part_of=goes)
    make_organisation(successor=goes)
    make_helpline(organisation=goes)
    make_deployment().organisation_links.create(organisation=goes)
    answer = curator.get(address(*pair))
    counts = {kind.label: kind.count for kind in answer.context["moving"]}
    assert counts == {"Tools": 7, "Practice notes": 1, "Helplines": 1, "Organisations": 2}
    page = answer.content.decode()
    assert "Tool of it 4" in page
    assert "Tool of it 5" not in page
    assert "and 2 more" in page


def test_looking_changes_nothing(curator, pair, fields_of):
    opened = fields_of(curator.get(address(*pair)))
    answer = curator.post(address(*pair), opened | {"reason": "one body", "step": "look"})
    assert answer.status_code == 200
    assert "Nothing is done yet." in text_of(answer)
    assert Organisation.objects.count() == 2


def test_enter_on_the_last_page_leads_back_and_merges_nothing(curator, pair, fields_of):
    """A browser presses the first button of the form."""
    opened = fields_of(curator.get(address(*pair)))
    page = curator.post(address(*pair), opened | {"reason": "one body", "step": "look"})
    buttons = page.content.decode().split('name="step" value="')[1:]
    assert [button.partition('"')[0] for button in buttons] == ["again", "merge"]
    last = fields_of(page)
    back = curator.post(address(*pair), last | {"step": "again", "sure": "1"})
    assert "Look at what would come of it" in text_of(back)
    assert "one body" in text_of(back)
    assert Organisation.objects.count() == 2


def test_without_the_tick_nothing_is_merged(curator, pair):
    sent = looked_at(*pair)
    del sent["sure"]
    answer = curator.post(address(*pair), sent)
    assert answer.status_code == 400
    assert "Tick that you have compared both" in text_of(answer)
    assert Organisation.objects.count() == 2


def test_the_way_through_the_pages_merges(curator, pair, fields_of):
    goes, stays = pair
    opened = fields_of(curator.get(address(*pair)))
    chosen = opened | {"reason": "one body", "step": "look", "fact-url": "take"}
    last = fields_of(curator.post(address(*pair), chosen))
    answer = curator.post(address(*pair), last | {"step": "merge", "sure": "1"})
    done = RecordMerge.objects.get()
    assert answer.headers["location"] == f"/desk/merges/{done.pk}/"
    stays.refresh_from_db()
    assert (stays.name, stays.url) == ("United Hub", "https://old.example/")
    assert {str(name) for name in stays.names.all()} == {"UH", "U. Hub"}
    assert not Organisation.objects.filter(pk=goes.pk).exists()


def test_a_name_that_was_taken_over_leaves_the_other_as_a_name(pair):
    merge(*pair, name="take")
    stays = Organisation.objects.get()
    assert stays.name == "U. Hub"
    assert {str(name) for name in stays.names.all()} == {"UH", "United Hub"}


def test_without_a_reason_both_are_shown_again_and_nothing_is_done(curator, pair):
    sent = looked_at(*pair, reason=" ", **{"fact-url": "take"})
    answer = curator.post(address(*pair), sent)
    assert answer.status_code == 400
    assert "reason" in answer.context["form"].errors
    chosen = {fact.label: str(fact.chosen) for fact in answer.context["facts"]}
    assert chosen["Site"] == "take"  # nothing that was chosen is lost
    assert Organisation.objects.count() == 2


def test_the_other_way_round_is_one_link_away(curator, pair):
    goes, stays = pair
    other = curator.get(curator.get(address(*pair)).context["other_way"])
    assert other.context["goes"].title == stays.name
    assert other.context["stays"].title == goes.name


def test_what_is_shown_costs_the_same_however_much_goes_over(pair, curator, queries_of, make_tool):
    make_tool(organisations=(pair[0],))
    before = queries_of(address(*pair))
    for _number in range(9):
        make_tool(organisations=(pair[0],))
    assert queries_of(address(*pair)) == before


def test_a_title_that_holds_markup_is_shown_as_text(curator, make_organisation):
    goes, stays = make_organisation(name="<b>A</b>"), make_organisation()
    goes.citations.create(source=Source.objects.create(title="<i>S</i>"))
    page = curator.get(address(goes, stays)).content.decode()
    assert "<b>A</b>" not in page
    assert "<i>S</i>" not in page


# What was changed meanwhile


def rename(body, name):
    """Somebody else, meanwhile."""
    other = Organisation.objects.get(pk=body.pk)
    with recorded_change(other):
        other.name = name
        other.save()


@pytest.mark.parametrize("which", [0, 1])
def test_what_was_changed_meanwhile_is_shown_and_nothing_is_merged(curator, pair, which):
    goes, _stays = pair
    rename(pair[which], "Another name")
    before = Revision.objects.count()
    answer = curator.post(address(*pair), looked_at(*pair, **{"fact-url": "take"}))
    assert answer.status_code == 409
    page = text_of(answer)
    old = pair[which].name
    assert f"“Another name” was changed meanwhile (Name: {old} → Another name)" in page
    assert page.count("was changed meanwhile") == 1
    assert "one body" in page  # the reason is kept, and so are the choices
    chosen = {fact.label: str(fact.chosen) for fact in answer.context["facts"]}
    assert chosen["Site"] == "take"
    assert Organisation.objects.filter(pk=goes.pk).exists()
    assert Revision.objects.count() == before


def test_after_another_look_the_same_form_merges(curator, pair, fields_of):
    goes, stays = pair
    rename(goes, "Another name")
    again = fields_of(curator.post(address(*pair), looked_at(*pair)))
    assert curator.post(address(*pair), again | {"step": "merge", "sure": "1"}).status_code == 302
    assert {str(name) for name in stays.names.all()} == {"UH", "Another name"}


@pytest.mark.parametrize("left_out", ["seen_goes", "seen_stays"])
@pytest.mark.parametrize("said", [None, "", "x", "0", "9" * 30])
def test_a_form_that_does_not_say_what_was_seen_merges_nothing(curator, pair, left_out, said):
    sent = looked_at(*pair) | {left_out: said}
    answer = curator.post(address(*pair), {k: v for k, v in sent.items() if v is not None})
    assert answer.status_code in (400, 409)
    assert Organisation.objects.count() == 2


# Refused


def test_a_record_with_itself(curator, pair):
    answer = curator.post(address(pair[0], pair[0]), looked_at(pair[0], pair[0]))
    assert answer.status_code == 409
    assert "cannot be merged with itself" in text_of(answer)


def test_a_visible_record_does_not_go_into_one_that_is_archived(curator, pair, visit):
    goes, stays = pair
    stays.archive(by=None, reason="Gone.")
    for answer in (curator.get(address(*pair)), curator.post(address(*pair), looked_at(*pair))):
        assert "“United Hub” is archived: readers would lose “U. Hub”" in text_of(answer)
    assert visit(goes.get_absolute_url()).status == 200


def test_an_archived_record_may_go_into_another_archived_one(curator, make_organisation):
    goes, stays = make_organisation(state="archived"), make_organisation(state="archived")
    assert curator.post(address(goes, stays), looked_at(goes, stays)).status_code == 302
    assert list(Organisation.objects.all()) == [stays]


def test_a_record_that_was_merged_already(curator, pair, make_organisation):
    goes = pair[0]
    third = make_organisation()
    merge(goes, third)
    answer = curator.post(address(*pair), looked_at(*pair))
    assert answer.status_code == 409
    assert "“U. Hub” was merged into another record already" in text_of(answer)
    circle = curator.post(address(third, goes), looked_at(third, goes))
    assert circle.status_code == 409
    assert "merged into another record already" in text_of(circle)
    assert Organisation.objects.count() == 2


def test_records_of_two_kinds(curator, pair, make_tool):
    tool = make_tool(slug="a-tool")
    page = curator.get(f"/desk/merges/organisation/{pair[0].pk}/?q=/tools/a-tool/")
    assert f"“{tool}” is recorded as another kind (tool)." in text_of(page)
    assert curator.post(address(pair[0], tool)).status_code in (404, 409)


@pytest.mark.parametrize("role", ["", "vetted practitioner"])
def test_whoever_may_not_change_records_is_sent_away(signed_in, client, pair, role):
    browser = signed_in(role) if role else client
    for path in (address(*pair), f"/desk/merges/organisation/{pair[0].pk}/", "/desk/merges/"):
        assert browser.get(path).status_code in (302, 403)
    assert browser.post(address(*pair), looked_at(*pair)).status_code in (302, 403)
    assert Organisation.objects.count() == 2
    assert not FormerSlug.objects.exists()


# The choice of the other


def test_what_looks_like_it_is_offered_first(curator, make_organisation):
    goes = make_organisation(name="United Hub")
    other = make_organisation(name="The United Hub")
    page = curator.get(f"/desk/merges/organisation/{goes.pk}/").content.decode()
    assert f"/desk/merges/organisation/{goes.pk}/into/{other.pk}/" in page


@pytest.mark.parametrize("by", ["name", "path", "key", "form"])
def test_it_is_found_by_name_address_and_number(curator, pair, by):
    goes, stays = pair
    typed = {
        "name": "united", "path": f"https://site.example{stays.get_absolute_url()}",
        "key": str(stays.pk), "form": f"/admin/catalogue/organisation/{stays.pk}/change/",
    }[by]  # fmt: skip
    page = curator.get(f"/desk/merges/organisation/{goes.pk}/", {"q": typed}).content.decode()
    assert f"/desk/merges/organisation/{goes.pk}/into/{stays.pk}/" in page


@pytest.mark.parametrize("typed", ["/", "%00/", "//[", "9" * 30, "nothing at all", "x" * 5000])
def test_what_makes_no_sense_finds_nothing(curator, pair, typed):
    answer = curator.get(f"/desk/merges/organisation/{pair[0].pk}/", {"q": typed})
    assert answer.status_code == 200


def test_two_that_are_ticked_in_a_list_lead_to_the_page(curator, pair, make_organisation):
    sent = {"action": "merge_two", "_selected_action": [one.pk for one in pair]}
    answer = curator.post("/admin/catalogue/organisation/", sent)
    assert answer.headers["location"] == address(pair[1], pair[0])
    sent["_selected_action"].append(make_organisation().pk)
    answer = curator.post("/admin/catalogue/organisation/", sent, follow=True)
    assert "Tick exactly two records" in text_of(answer)


def test_a_merge_that_one_person_may_not_make_is_said(curator, pair, fields_of, refusing_ledger):
    goes, stays = pair
    chosen = looked_at(*pair, **{"fact-url": "take", "step": "look"})
    last = fields_of(curator.post(address(*pair), chosen))
    with refusing_ledger() as refused:
        answer = curator.post(address(*pair), last | {"step": "merge", "sure": "1"})
    refused.check(curator, answer)
    assert type(stays).objects.filter(pk=goes.pk).exists()


def test_taking_back_a_merge_that_one_person_may_not_change_is_said(curator, pair, refusing_ledger):
    merged = merge(*pair, url="take")
    with refusing_ledger() as refused:
        answer = curator.post(f"/desk/merges/{merged.pk}/undo/")
    refused.check(curator, answer)
