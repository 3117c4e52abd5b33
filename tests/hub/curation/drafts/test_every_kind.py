"""Records of every kind have drafts: with their inlines, their terms and their own pages."""

import pytest
from django.contrib import admin

from hub.curation.drafts.models import RecordDraft
from hub.record_admin.record import RecordAdmin
from hub.records.registry import record_types
from tests.hub.curation.drafts.conftest import DraftPages, text_of

pytestmark = pytest.mark.both_databases


def published_records():
    """The records of each kind that have the longest forms."""
    for record_type in record_types.values():
        model = record_type.model
        if isinstance(admin.site._registry.get(model), RecordAdmin):
            record = model.objects.published().order_by("-version", "pk").first()
            if record is not None:
                yield record


def test_a_form_that_is_sent_as_it_is_changes_no_fact(starter, signed_in, fields_of):
    client, kinds = signed_in("curator"), []
    for record in published_records():
        kinds.append(record.kind)
        pages = DraftPages(client, record, fields_of)
        assert pages.begin().status_code == 302
        answer = pages.save()
        assert answer.status_code == 302, (record.kind, text_of(answer)[:2000])
        draft = RecordDraft.objects.of_record(record.kind, record.pk).get()
        assert draft.facts == draft.base == record.facts(), record.kind
        preview = pages.get("preview/")
        assert (preview.status_code, "This is a draft" in text_of(preview)) == (200, True)
        assert pages.get("compare/").status_code == 200
    assert len(kinds) >= 7
