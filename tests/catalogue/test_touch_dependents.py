"""A record follows what it shows: whoever changes a term or an organisation changes its pages."""

import pytest

from hub.records.models import SearchState, recorded_change
from hub.vocabulary.models import TermLabel

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def stamped():
    """Whether a record was given the newest number since the last look."""

    def look(record):
        before = record.index_seq
        record.refresh_from_db()
        return record.index_seq == SearchState.current() > before

    return look


@pytest.fixture
def carrier(make_tool):
    tool = make_tool(terms=("purpose/outreach",))
    tool.refresh_from_db()
    return tool


def test_a_tool_follows_its_term(carrier, make_term, stamped):
    term = make_term("purpose/outreach")
    term.label = "Street work"
    term.save()
    assert stamped(carrier)


def test_a_tool_does_not_follow_a_term_that_it_does_not_carry(carrier, make_term, stamped):
    make_term("purpose/training").save()
    assert not stamped(carrier)


def test_a_tool_follows_a_new_label_of_its_term(carrier, make_term, stamped):
    TermLabel.objects.create(term=make_term("purpose/outreach"), language="fr", text="Rue")
    assert stamped(carrier)


def test_a_tool_follows_a_label_that_is_gone(carrier, make_term, stamped):
    label = TermLabel.objects.create(term=make_term("purpose/outreach"), language="fr", text="Rue")
    carrier.refresh_from_db()
    label.delete()
    assert stamped(carrier)


def test_a_tool_follows_a_term_broader_than_its_own(make_tool, make_term, stamped):
    above = make_term("purpose/care")
    make_term("purpose/shelter", broader=make_term("purpose/housing", broader=above))
    tool = make_tool(terms=("purpose/shelter",))
    above.label = "All care"
    above.save()
    assert stamped(tool)


def test_a_tool_does_not_follow_a_term_narrower_than_its_own(make_tool, make_term, stamped):
    above = make_term("purpose/care")
    below = make_term("purpose/shelter", broader=above)
    tool = make_tool(terms=("purpose/care",))
    tool.refresh_from_db()
    below.save()
    assert not stamped(tool)


def test_a_tool_is_found_under_the_new_place_of_its_term(make_tool, make_term, visit):
    term = make_term("trafficking_type/scam")
    make_tool(slug="a", terms=("trafficking_type/scam",))
    above = make_term("trafficking_type/criminality")
    visit("/tools/")
    term.broader = above
    term.save()
    assert visit("/tools/?trafficking_type=criminality").cards == ["a"]


def test_a_tool_is_found_by_a_new_label_of_a_broader_term(make_tool, make_term, visit):
    above = make_term("trafficking_type/criminality")
    make_term("trafficking_type/scam", broader=above)
    make_tool(slug="a", terms=("trafficking_type/scam",))
    visit("/tools/")
    TermLabel.objects.create(term=above, language="en", text="Zebrawork")
    assert visit("/tools/?q=zebrawork").cards == ["a"]


def test_a_tool_follows_its_organisation(make_tool, make_organisation, stamped):
    body = make_organisation()
    tool = make_tool(organisations=(body,))
    with recorded_change(body):
        body.name = "New name"
        body.save()
    assert stamped(tool)


def test_a_tool_is_found_by_the_new_name_of_its_organisation(make_tool, make_organisation, visit):
    body = make_organisation(name="Old")
    make_tool(slug="a", organisations=(body,))
    visit("/tools/")
    with recorded_change(body):
        body.name = "Zebrafund"
        body.save()
    assert visit("/tools/?q=zebrafund").cards == ["a"]


def test_an_organisation_follows_its_whole(make_organisation, stamped):
    whole = make_organisation()
    part = make_organisation(part_of=whole)
    with recorded_change(whole):
        whole.name = "New name"
        whole.save()
    assert stamped(part)


def test_following_makes_no_new_version(carrier, make_term):
    make_term("purpose/outreach").save()
    carrier.refresh_from_db()
    assert carrier.version == 1


def test_following_does_not_make_a_record_newer(carrier, make_term):
    before = carrier.updated_at
    make_term("purpose/outreach").save()
    carrier.refresh_from_db()
    assert carrier.updated_at == before


def test_an_organisation_moves_the_versions_of_its_kind_and_of_those_that_show_it(
    make_tool, make_organisation
):
    body = make_organisation()
    make_tool(organisations=(body,))
    kinds = ("organisation", "tool", "event", "misuse")
    before = {kind: SearchState.version_of({kind}) for kind in kinds}
    with recorded_change(body):
        body.name = "Another name"
        body.save()
    moved = {kind for kind in kinds if SearchState.version_of({kind}) != before[kind]}
    assert moved == {"organisation", "tool"}
