"""What the database itself refuses, whoever writes to it and however."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction

from catalogue.models import (
    Organisation,
    OrganisationName,
    OrganisationTerm,
    Tool,
    ToolOrganisation,
    ToolTerm,
)
from hub.records.models import FormerSlug, Revision
from hub.vocabulary.models import Scheme, Term, TermLabel

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def refused(write, *arguments, **fields):
    """Whether the database refuses, at once or at the end of the transaction."""
    try:
        with transaction.atomic():
            write(*arguments, **fields)
            connection.check_constraints()
    except IntegrityError:
        return True
    return False


def written(record, **fields):
    """Write past the model, as a bulk import would."""
    return type(record).objects.filter(pk=record.pk).update(**fields)


@pytest.mark.parametrize(
    "fields",
    [{"slug": "compare"}, {"slug": "feed"}, {"slug": ""}, {"state": "deleted"},
     {"visibility": "friends"}, {"scope": "both"}, {"slug": "taken"}],
    ids=str,
)  # fmt: skip
def test_a_tool_cannot_be_written_with(make_tool, fields):
    make_tool(slug="taken")
    assert refused(written, make_tool(), **fields)


@pytest.mark.parametrize(
    "fields",
    [{"slug": "feed"}, {"slug": ""}, {"state": "deleted"}, {"visibility": "friends"},
     {"slug": "taken"}],
    ids=str,
)  # fmt: skip
def test_an_organisation_cannot_be_written_with(make_organisation, fields):
    make_organisation(slug="taken")
    assert refused(written, make_organisation(), **fields)


def test_an_organisation_is_not_its_own_part(make_organisation):
    body = make_organisation()
    assert refused(written, body, part_of=body)


def test_organisations_in_a_circle_are_refused_by_the_form(make_organisation):
    above = make_organisation()
    below = make_organisation(part_of=above)
    above.part_of = below
    with pytest.raises(ValidationError, match="not a part of itself"):
        above.full_clean()


def test_two_organisations_do_not_share_a_name_in_any_spelling(make_organisation):
    make_organisation(names=("Caritas Österreich",))
    body = make_organisation()
    assert refused(OrganisationName.objects.create, organisation=body, text="caritas, osterreich")


def test_a_record_carries_a_term_once(make_tool, make_term):
    tool = make_tool(terms=("purpose/outreach",))
    assert refused(ToolTerm.objects.create, tool=tool, term=make_term("purpose/outreach"))


def test_an_organisation_carries_a_term_once(make_organisation, make_term):
    body = make_organisation(terms=("country/ke",))
    assert refused(OrganisationTerm.objects.create, organisation=body, term=make_term("country/ke"))


def test_an_organisation_stands_behind_a_tool_once(make_tool, make_organisation):
    body = make_organisation()
    tool = make_tool(organisations=(body,))
    assert refused(ToolOrganisation.objects.create, tool=tool, organisation=body)


def test_a_version_has_one_revision(make_tool):
    tool = make_tool()
    assert refused(Revision.objects.create, kind="tool", record_id=tool.pk, version=1)


def test_an_address_is_left_by_one_record_of_a_kind():
    FormerSlug.objects.create(kind="tool", slug="old", record_id=1)
    assert refused(FormerSlug.objects.create, kind="tool", slug="old", record_id=2)


# Terms


@pytest.mark.parametrize("slug", ["not-known", "known-none", ""])
def test_no_term_has_the_name_of_a_state_of_knowing(make_term, slug):
    assert refused(written, make_term(), slug=slug)


def test_a_scheme_holds_a_term_once(make_term):
    term = make_term("purpose/outreach")
    assert refused(Term.objects.create, scheme=term.scheme, slug="outreach", label="Again")


def test_a_term_is_not_broader_than_itself(make_term):
    term = make_term()
    assert refused(written, term, broader=term)


def test_terms_in_a_circle_are_refused_by_the_form(make_term):
    above = make_term("purpose/a")
    below = make_term("purpose/b", broader=above)
    above.broader = below
    with pytest.raises(ValidationError, match="broader than itself"):
        above.full_clean()


def test_only_a_deprecated_term_has_a_successor(make_term):
    assert refused(written, make_term("purpose/a"), replaced_by=make_term("purpose/b"))


def test_a_term_is_never_deleted(make_term):
    with pytest.raises(models.ProtectedError):
        make_term().delete()


def test_terms_are_not_deleted_in_bulk_either(make_term):
    make_term()
    with pytest.raises(models.ProtectedError):
        Term.objects.all().delete()


def test_a_scheme_with_terms_is_not_deleted(make_term):
    with pytest.raises(models.ProtectedError):
        Scheme.objects.filter(pk=make_term().scheme_id).delete()


def test_a_term_has_one_preferred_label_in_a_language(make_term):
    term = make_term()
    TermLabel.objects.create(term=term, language="fr", text="A", kind="preferred")
    assert refused(TermLabel.objects.create, term=term, language="fr", text="B", kind="preferred")


def test_a_term_has_a_label_once_in_a_language(make_term):
    term = make_term()
    TermLabel.objects.create(term=term, language="fr", text="A")
    assert refused(TermLabel.objects.create, term=term, language="fr", text="A")


# What only the ledger can see, and therefore refuses


@pytest.mark.parametrize("scheme", ["status", "access", "evidence_level"])
def test_a_second_value_in_a_scheme_of_one_is_refused(make_tool, scheme):
    with pytest.raises(ValidationError, match="one value only"):
        make_tool(terms=(f"{scheme}/a", f"{scheme}/b"))


@pytest.mark.parametrize(
    ("known_none", "fields"),
    [("purpose", {"terms": ("purpose/outreach",)}), ("licence", {"licence": "MIT"}),
     ("open_source", {"open_source": False}), ("country", {"terms": ("country/ke",)})],
)  # fmt: skip
def test_a_value_beside_known_to_be_none_is_refused(make_tool, known_none, fields):
    with pytest.raises(ValidationError, match="known to be none, and yet"):
        make_tool(known_none=[known_none], **fields)


def test_what_is_no_fact_cannot_be_known_to_be_none(make_tool):
    with pytest.raises(ValidationError, match="not a fact of this kind"):
        make_tool(known_none=["colour"])


def test_a_refused_record_leaves_nothing_behind(make_tool):
    with pytest.raises(ValidationError):
        make_tool(terms=("status/a", "status/b"))
    assert not Tool.objects.exists()


def test_a_record_may_be_known_to_have_none_of_everything_at_once(make_tool):
    tool = make_tool(known_none=[*Tool.schemes])
    assert Tool.objects.get(pk=tool.pk).known_none == [*Tool.schemes]


def test_an_organisation_with_parts_is_not_deleted(make_organisation):
    above = make_organisation()
    make_organisation(part_of=above)
    with pytest.raises(models.ProtectedError):
        Organisation.objects.filter(pk=above.pk).delete()
