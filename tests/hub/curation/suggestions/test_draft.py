"""Whatever is typed: no error, and it comes back."""

import html
import re

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from hub.curation.suggestions.draft import Draft, read_choice, read_draft
from hub.curation.suggestions.suggestion_kinds import KINDS, MISSING_KINDS, fields_of, importer_name
from hub.imports.record_types import IMPORTERS
from hub.records.registry import record_types
from hub.records.text_cleaning import clean_text
from tests.plugins.cast import make_a_tool

NAMES = [each.name for each in fields_of("correction", "tool")]
# What no form can hold (halves of letters), and what a browser writes otherwise (line breaks).
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200)
TYPED = st.fixed_dictionaries(
    {"words": TEXT},
    optional={
        "source_title": TEXT,
        "source_url": TEXT,
        "email": TEXT,
        "choice": TEXT,
        "public": TEXT,
        "website": TEXT,
        "stamp": TEXT,
        "step": st.sampled_from(["look", "send", "change", "", "x"]),
        "of": st.sampled_from([*MISSING_KINDS, "", "x"]),
        "about": st.sampled_from(["tool/alpha", "tool/", "/", "", "x/y"]),
    },
)
FACTS = st.dictionaries(st.sampled_from(NAMES), TEXT, max_size=4)
KNOWN = st.dictionaries(
    st.sampled_from(NAMES), st.sampled_from(["none", "unknown", "", "x"]), max_size=4
)


class TestWhateverIsTyped(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        make_a_tool(slug="alpha", name="Alpha")

    @given(st.sampled_from([*KINDS, "", "x"]), TYPED, FACTS, KNOWN)
    def test_it_is_no_error_and_the_words_come_back(self, what, typed, facts, known) -> None:
        form = {"what": what, **typed}
        form |= {f"f-{name}": text for name, text in facts.items()}
        form |= {f"k-{name}": knowing for name, knowing in known.items()}
        response = Client().post("/tell/", form)
        assert response.status_code < 500
        page = html.unescape(response.content.decode())
        words = clean_text(typed["words"]).strip()
        is_kept = response.status_code != 200 or "Thank you" not in page
        if is_kept and words:
            assert squeezed(words) in squeezed(page)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", html.unescape(text))


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_of_every_kind_is_one_of_its_importer(kind):
    for record_kind in record_types:
        for missing in MISSING_KINDS:
            name = importer_name(kind, record_kind, missing)
            assert all(each.name in IMPORTERS[name].by_name for each in fields_of(kind, name))


def test_every_kind_of_record_can_be_corrected():
    assert all(fields_of("correction", kind) for kind in record_types)


@pytest.mark.django_db
def test_a_text_says_more_than_a_mark_that_was_left_where_it_was(make_tool):
    make_tool(slug="alpha")
    data = {"about": "tool/alpha", "what": "correction", "f-url": "a.example", "k-url": "none"}
    draft = read_draft(data, read_choice(data))
    assert [(each.knowing, each.text) for each in draft.facts] == [("known", "a.example")]


@pytest.mark.django_db
def test_what_every_record_has_cannot_be_none(make_tool):
    make_tool(slug="alpha")
    data = {"about": "tool/alpha", "what": "correction", "k-name": "none"}
    assert read_draft(data, read_choice(data)).facts == ()


def test_the_choice_that_was_ticked_stands_above_their_words():
    draft = Draft("ended", "", None, choice="address", words="Since May")
    assert draft.told == "Its link no longer works\nSince May"
