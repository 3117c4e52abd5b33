"""Merging shows both records and what goes over, before it asks."""

import pytest

from catalogue.admin import merge_page
from catalogue.models import Organisation
from hub.records.models import FormerSlug, Revision, Source, recorded_change

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def curator(signed_in):
    return signed_in("curator")


def address(body):
    return f"/admin/catalogue/organisation/{body.pk}/merge/"


def looked_at(goes, stays, reason="one body"):
    """What the form sends when it was opened on both as they are."""
    versions = {"seen_version": goes.version, "seen_into_version": stays.version}
    return {"into": stays.pk, "reason": reason, **versions}


@pytest.fixture
def pair(make_organisation):
    goes = make_organisation(name="U. Hub", names=("UH",), url="https://old.example/")
    return goes, make_organisation(name="United Hub", url="https://new.example/")


@pytest.fixture
def question(curator, pair):
    goes, stays = pair
    return lambda: curator.get(address(goes), {"into": stays.pk})


def test_it_asks_first_which_record_stays_and_offers_no_merging_yet(curator, pair):
    page = curator.get(address(pair[0])).content.decode()
    assert "Show both" in page
    assert 'name="reason"' not in page


def test_both_stand_side_by_side_with_links_to_forms_and_pages(question, pair):
    goes, stays = pair
    answer = question()
    differing = {fact.label: (fact.left, fact.right) for fact in answer.context["pair"].differing}
    assert differing["Name"] == ("U. Hub", "United Hub")
    assert differing["Site"] == ("https://old.example/", "https://new.example/")
    assert differing["Names"] == ("UH", "Not known")
    assert "Visibility" not in differing
    page = answer.content.decode()
    for body in (goes, stays):
        assert f'href="/admin/catalogue/organisation/{body.pk}/change/"' in page
        assert f'href="{body.get_absolute_url()}"' in page


def test_it_counts_and_names_what_goes_over_of_every_kind(
    question, pair, make_tool, make_organisation, make_deployment, make_helpline
):
    goes, _stays = pair
    for number in range(7):
        make_tool(name=f"Tool of it {number}", organisations=(goes,))
    make_organisation(part_of=goes)
    make_organisation(successor=goes)
    make_helpline(organisation=goes)
    note = make_deployment()
    note.organisation_links.create(organisation=goes)
    answer = question()
    counts = {kind.label: kind.count for kind in answer.context["pair"].moving}
    assert counts == {
        "Tools": 7,
        "Practice notes": 1,
        "Helplines": 1,
        "Parts of it": 1,
        "Organisations that it followed": 1,
        "Events": 0,
        "Documents": 0,
        "Recommendations": 0,
        "Answered questions": 0,
        "Requests to report": 0,
    }
    page = answer.content.decode()
    assert "Tool of it 4" in page
    assert "Tool of it 5" not in page
    assert "and 2 more" in page


def test_looking_changes_nothing(question, pair):
    question()
    assert Organisation.objects.count() == 2


def test_without_a_reason_both_are_shown_again_and_nothing_is_done(curator, pair):
    goes, stays = pair
    answer = curator.post(address(goes), {"into": stays.pk, "reason": " "})
    assert "reason" in answer.context["form"].errors
    assert answer.context["pair"].right.title == "United Hub"
    assert Organisation.objects.count() == 2


def test_the_other_way_round_is_one_link_away(curator, question, pair):
    goes, stays = pair
    other = curator.get(question().context["other_way"])
    assert other.context["pair"].left.title == stays.name
    assert other.context["pair"].right.title == goes.name


def test_a_helpline_goes_over_too(curator, pair, make_helpline):
    goes, stays = pair
    line = make_helpline(organisation=goes)
    answer = curator.post(address(goes), looked_at(goes, stays))
    assert answer.status_code == 302
    line.refresh_from_db()
    assert line.organisation == stays


@pytest.mark.parametrize("into", ["", "x", "0", "9" * 30, "itself"])
def test_a_choice_that_makes_no_sense_is_asked_again(curator, pair, into):
    goes, _stays = pair
    answer = curator.get(address(goes), {"into": goes.pk if into == "itself" else into})
    assert answer.status_code == 200
    assert "into" in answer.context["form"].errors
    assert "pair" not in answer.context


def test_what_is_shown_costs_the_same_however_much_goes_over(pair, curator, queries_of, make_tool):
    goes, stays = pair
    page = f"{address(goes)}?into={stays.pk}"
    make_tool(organisations=(goes,))
    before = queries_of(page)
    for _number in range(9):
        make_tool(organisations=(goes,))
    assert queries_of(page) == before


def test_a_title_that_holds_markup_is_shown_as_text(curator, make_organisation):
    goes, stays = make_organisation(name="<b>A</b>"), make_organisation()
    goes.citations.create(source=Source.objects.create(title="<i>S</i>"))
    page = curator.get(address(goes), {"into": stays.pk}).content.decode()
    assert "<b>A</b>" not in page
    assert "<i>S</i>" not in page


def rename(body, name):
    """Somebody else, meanwhile."""
    other = Organisation.objects.get(pk=body.pk)
    with recorded_change(other):
        other.name = name
        other.save()


def archive(body):
    Organisation.objects.get(pk=body.pk).archive(by=None, reason="Gone.")


def test_the_question_says_which_versions_were_looked_at(curator, question, pair, fields_of):
    goes, stays = pair
    rename(stays, "United Hub e. V.")
    fields = fields_of(question())
    assert (fields["into"], fields["seen_version"]) == ([str(stays.pk)], ["1"])
    assert fields["seen_into_version"] == ["2"]
    answer = curator.post(address(goes), fields | {"reason": "one body"})
    assert answer.status_code == 302


@pytest.mark.parametrize("which", [0, 1])
def test_what_was_changed_meanwhile_is_shown_and_nothing_is_merged(curator, pair, which):
    goes, stays = pair
    rename(pair[which], "Another name")
    before = Revision.objects.count()
    answer = curator.post(address(goes), looked_at(goes, stays))
    page = answer.content.decode()
    old = pair[which].name
    assert f"“Another name” was changed meanwhile (Name: {old} → Another name)" in page
    assert page.count("was changed meanwhile") == 1
    side = (answer.context["pair"].left, answer.context["pair"].right)[which]
    assert side.title == "Another name"
    assert "one body" in page  # the reason is kept
    assert Organisation.objects.filter(pk=goes.pk).exists()
    assert Revision.objects.count() == before
    assert not FormerSlug.objects.filter(slug=goes.slug).exists()


def test_after_another_look_the_same_form_merges(curator, pair, fields_of):
    goes, stays = pair
    rename(goes, "Another name")
    again = fields_of(curator.post(address(goes), looked_at(goes, stays)))
    assert curator.post(address(goes), again).status_code == 302
    assert not Organisation.objects.filter(pk=goes.pk).exists()
    assert {str(name) for name in stays.names.all()} == {"UH", "Another name"}


@pytest.mark.parametrize("left_out", ["seen_version", "seen_into_version"])
@pytest.mark.parametrize("said", [None, "", "x", "0", "9" * 30])
def test_a_form_that_does_not_say_what_was_seen_merges_nothing(curator, pair, left_out, said):
    goes, stays = pair
    sent = looked_at(goes, stays) | {left_out: said}
    answer = curator.post(address(goes), {k: v for k, v in sent.items() if v is not None})
    assert answer.status_code == 200
    assert Organisation.objects.filter(pk=goes.pk).exists()


def test_a_visible_record_does_not_go_into_one_archived_meanwhile(curator, pair, visit):
    goes, stays = pair
    sent = looked_at(goes, stays)
    rename(goes, "Renamed")
    archive(stays)
    answer = curator.post(address(goes), sent)
    page = answer.content.decode()
    assert "“United Hub” is archived: readers would lose “Renamed”" in page
    assert "one body" in page
    assert visit(goes.get_absolute_url()).status == 200


def test_a_visible_record_cannot_choose_an_archived_one(curator, pair):
    goes, stays = pair
    archive(stays)
    answer = curator.get(address(goes), {"into": stays.pk})
    assert "is archived" in answer.context["form"].errors["into"][0]
    assert "pair" not in answer.context


def test_an_archived_record_may_go_into_another_archived_one(curator, make_organisation):
    goes, stays = make_organisation(state="archived"), make_organisation(state="archived")
    assert curator.post(address(goes), looked_at(goes, stays)).status_code == 302
    assert list(Organisation.objects.all()) == [stays]


def test_the_one_that_stays_was_merged_away_meanwhile(curator, pair, make_organisation):
    goes, stays = pair
    third = make_organisation()
    sent = looked_at(goes, stays)
    assert curator.post(address(stays), looked_at(stays, third)).status_code == 302
    answer = curator.post(address(goes), sent)
    assert answer.status_code == 200
    assert "into" in answer.context["form"].errors
    assert curator.post(address(stays), looked_at(stays, third)).status_code == 404


def test_what_disappears_in_the_same_moment_is_not_found(curator, pair, monkeypatch):
    goes, stays = pair
    is_valid = merge_page.MergeForm.is_valid

    def lose(form):
        valid = is_valid(form)
        Organisation.objects.filter(pk=stays.pk).delete()
        return valid

    monkeypatch.setattr(merge_page.MergeForm, "is_valid", lose)
    assert curator.post(address(goes), looked_at(goes, stays)).status_code == 404
    assert Organisation.objects.filter(pk=goes.pk).exists()
