"""Where facts come from."""

import pytest
from django.db import IntegrityError, models, transaction

from catalogue.models import ToolCitation
from hub.records.models import Source

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def refused():
    return pytest.raises(IntegrityError)


def test_a_source_may_have_a_title_and_no_address():
    assert str(Source.objects.create(title="A printed report")) == "A printed report"


def test_a_source_without_a_title_is_called_by_its_address():
    assert str(Source.objects.create(url="https://example.org/a")) == "https://example.org/a"


def test_a_source_without_title_and_address_is_refused():
    with refused(), transaction.atomic():
        Source.objects.create()


def test_the_same_source_twice_is_refused():
    Source.objects.create(url="https://example.org/a", title="A")
    with refused(), transaction.atomic():
        Source.objects.create(url="https://example.org/a", title="A")


def test_one_address_may_hold_several_titled_sources():
    Source.objects.create(url="https://example.org/a", title="A")
    Source.objects.create(url="https://example.org/a", title="B")
    assert Source.objects.count() == 2


def test_a_fact_cites_a_source_once(make_tool):
    tool, source = make_tool(), Source.objects.create(title="A")
    ToolCitation.objects.create(tool=tool, source=source, subject="licence")
    with refused(), transaction.atomic():
        ToolCitation.objects.create(tool=tool, source=source, subject="licence")


def test_a_source_may_support_several_facts_of_a_record(make_tool):
    tool, source = make_tool(), Source.objects.create(title="A")
    for subject in ("", "licence", "purpose"):
        ToolCitation.objects.create(tool=tool, source=source, subject=subject)
    assert tool.citations.count() == 3


def test_a_source_that_is_cited_cannot_be_deleted(make_tool):
    source = Source.objects.create(title="A")
    ToolCitation.objects.create(tool=make_tool(), source=source)
    with pytest.raises(models.ProtectedError):
        source.delete()


def test_a_person_who_leaves_takes_no_citation_along(make_tool, make_person):
    person, source = make_person(), Source.objects.create(title="A")
    citation = ToolCitation.objects.create(tool=make_tool(), source=source, checked_by=person)
    person.delete()
    citation.refresh_from_db()
    assert citation.checked_by is None
