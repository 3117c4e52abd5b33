"""A published tool, a curator, and what a curator does with a draft of it."""

import html

import pytest

from hub.curation.drafts.models import RecordDraft


def text_of(response):
    return html.unescape(response.content.decode())


@pytest.fixture
def tool(make_tool):
    return make_tool(name="Alpha", summary="It reads documents.")


@pytest.fixture
def curator(signed_in):
    return signed_in("curator")


class DraftPages:
    """A curator's browser at the pages of one record's draft."""

    def __init__(self, client, record, fields_of):
        self.client, self.record, self.fields_of = client, record, fields_of
        self.base = f"/desk/drafts/{record.kind}/{record.pk}/"

    def begin(self):
        return self.client.post(f"{self.base}begin/")

    def get(self, page=""):
        return self.client.get(f"{self.base}{page}")

    def save(self, **changes):
        fields = self.fields_of(self.get()) | {k: [v] for k, v in changes.items()}
        return self.client.post(self.base, fields)

    def publish(self, **changes):
        draft = RecordDraft.objects.get()
        self.record.refresh_from_db()
        seen = {"seen": draft.version, "seen_record": self.record.version}
        return self.client.post(f"{self.base}compare/", seen | changes)

    def drop(self):
        seen = RecordDraft.objects.get().version
        return self.client.post(f"{self.base}drop/", {"seen": seen, "do": "drop"})


@pytest.fixture
def pages(curator, tool, fields_of):
    return DraftPages(curator, tool, fields_of)
