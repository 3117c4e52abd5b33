"""A card that a process keeps is the card that it would make."""

from datetime import date

import pytest
from django.template import engines
from django.utils.translation import override

from catalogue.presenters.tool_cards import tool_cards
from hub.records.models import SearchState, recorded_change
from hub.records.seq_cache import clear_caches
from hub.search_engine.highlighter import Highlighter
from hub.search_engine.snapshot_cache import get_snapshot

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def maker(make_organisation):
    return make_organisation(name="Office of Desks", names=("Bureau",))


@pytest.fixture
def tool(maker, make_tool):
    languages = ("language/en", "language/fr", "language/ar", "language/es")
    return make_tool(
        name="Hotline <desk>",
        summary="Takes calls.",
        description="Behind it stands a hotline.",
        terms=("status/active", "purpose/helpline-contact", "country/ke", *languages),
        organisations=(maker,),
    )


@pytest.fixture
def others(make_tool):
    return [
        make_tool(),
        make_tool(summary="A hotline of old.", language="ar", terms=("status/discontinued",)),
        make_tool(
            name="Desk", other_names=["Bureau desk"], known_none=["language"], caution="Slow"
        ),
    ]


@pytest.fixture
def shown(tool, others):
    """The cards as HTML: in two languages, without marks and with them."""
    pks = [each.pk for each in (tool, *others)]
    macro = engines["jinja2"].env.get_template("catalogue/_tool_card.html").module.tool_card

    def show():
        html = []
        for language in ("en", "ar"):
            with override(language):
                snapshot = get_snapshot("tool", "public")
                for words in (None, "hotline", "bureau"):
                    marker = Highlighter(snapshot, words) if words else None
                    html += [str(macro(card)) for card in tool_cards(pks, marker)]
        return html

    return show


def change(record, **facts):
    with recorded_change(record):
        for name, value in facts.items():
            setattr(record, name, value)
        record.save()


def test_what_is_kept_is_what_would_be_made_after_every_change(shown, tool, maker, make_term):
    changes = [
        lambda: change(tool, summary="Takes calls by night.", verified_on=date(2026, 1, 2)),
        lambda: rename(make_term("status/active")),
        lambda: change(maker, name="Office of Rooms"),
        lambda: change(maker, state="archived"),
        lambda: change(tool, state="archived"),
    ]
    before = shown()
    for made in changes:
        made()
        kept = shown()
        assert kept != before
        clear_caches()
        assert kept == shown()
        before = kept


def rename(term):
    term.label = "At work"
    term.save()


def test_a_kept_card_asks_only_whether_its_tool_is_public(tool, django_assert_num_queries):
    tool_cards([tool.pk])
    with django_assert_num_queries(2), SearchState.held():
        tool_cards([tool.pk])
