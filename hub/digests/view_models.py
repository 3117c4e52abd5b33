"""What the pages of this room are handed (see ``hub.web.view_models``)."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue.presenters.news import news_lines
from hub.digests.forms import DeliveryPreferencesForm, ManageForm, SubscribeForm
from hub.digests.matching import preview
from hub.digests.matching.filters import (
    FilterPart,
    SavedFilter,
    UnusableFilterError,
    parse,
    title_of_now,
)
from hub.digests.matching.news_groups import offered
from hub.digests.models import Frequency, News, SignUp, Subscriber, Subscription
from hub.digests.preferences import known_time_zones, time_zones
from hub.web.view_models import Link, NewsLine

MOST_LINES = 8


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a menu, a row of buttons or of boxes."""

    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class DeliveryPreferenceFields:
    """The fields of ``DeliveryPreferencesForm``; ``errors`` by the name of a field."""

    frequencies: tuple[Option, ...]
    languages: tuple[Option, ...]
    utc: bool
    zones: tuple[tuple[str, tuple[Option, ...]], ...]
    discreet: bool
    errors: dict[str, str]


@dataclass(frozen=True, slots=True)
class Week:
    """How many items seven days had; ``last`` of them (ISO), ``share`` of the most, per cent."""

    last: str
    number: int
    share: int


@dataclass(frozen=True, slots=True)
class SubscribePage:
    """Signing up. ``complaints`` are sentences; ``address`` what was typed, as it was typed.

    ``weeks`` are empty where the preview was left out.
    """

    filter: SavedFilter
    weeks: tuple[Week, ...]
    lines: tuple[NewsLine, ...]
    more: int
    whats: tuple[Option, ...]
    texts_only: bool
    address: str
    preferences: DeliveryPreferenceFields
    complaints: tuple[str, ...]
    errors: dict[str, str]


@dataclass(frozen=True, slots=True)
class FollowedRow:
    """A subscription, or a request for one, in words. ``page`` is empty where it leads nowhere.

    ``texts_only``: whether its words count in names and texts only; None for a filter without any.
    """

    key: int
    name: str
    words: tuple[FilterPart, ...]
    page: str
    whats: tuple[Option, ...]
    paused: bool = False
    texts_only: bool | None = None

    @property
    def news(self) -> str:
        return " · ".join(what.label for what in self.whats if what.chosen)


@dataclass(frozen=True, slots=True)
class ManagePage:
    """Everything that a subscriber can change; ``saved`` is a sentence after a change."""

    token: str
    paused: bool
    followed: tuple[FollowedRow, ...]
    waiting: tuple[FollowedRow, ...]
    confirm: Link | None
    preferences: DeliveryPreferenceFields
    complaints: tuple[str, ...]
    saved: str = ""


def subscribe_page(
    saved_filter: SavedFilter,
    form: SubscribeForm,
    complaints: Sequence[str],
    *,
    with_preview: bool = True,
) -> SubscribePage:
    lines, more = last_news(saved_filter) if with_preview else ((), 0)
    weeks = preview.weeks(saved_filter.kind, saved_filter.query) if with_preview else ()
    return SubscribePage(
        filter=saved_filter,
        weeks=four_weeks(weeks, timezone.now().date()),
        lines=lines,
        more=more,
        whats=news_options(saved_filter.kind, _values(form, "whats")),
        texts_only=saved_filter.texts_only,
        address=str(form["address"].value() or ""),
        preferences=preference_fields(form),
        complaints=tuple(complaints),
        errors=errors_of(form),
    )


def last_news(saved: SavedFilter) -> tuple[tuple[NewsLine, ...], int]:
    """The first lines of the last digest that would have been sent, and how many more it had."""
    digest = preview.last_digest(saved.kind, saved.query)
    if digest is None:
        return (), 0
    lines = news_lines(digest.changes[:MOST_LINES], saved.names)
    return lines, len(digest.changes) - len(lines)


def four_weeks(numbers: Sequence[int], today: datetime.date) -> tuple[Week, ...]:
    """Weeks of seven days, the last of which ends today; oldest first."""
    fullest = max(numbers, default=0)
    result = []
    for back, number in enumerate(reversed(numbers)):
        last = today - datetime.timedelta(days=7 * back)
        share = round(100 * number / fullest) if fullest else 0
        result.append(Week(last.isoformat(), number, share))
    return tuple(reversed(result))


def manage_page(
    subscriber: Subscriber,
    token: str,
    form: ManageForm,
    *,
    waiting: Iterable[SignUp],
    confirm: str,
    complaints: Sequence[str] = (),
    saved: str = "",
) -> ManagePage:
    requests = tuple(followed_row(row, row.whats) for row in waiting)
    return ManagePage(
        token=token,
        paused=subscriber.state == Subscriber.State.PAUSED,
        followed=tuple(
            followed_row(
                row,
                _values(form, f"whats-{row.pk}"),
                paused=row.paused,
                texts_only=bool(form[f"texts-{row.pk}"].value()),
            )
            for row in subscriber.subscriptions.all()
        ),
        waiting=requests,
        confirm=Link(_("Confirm your requests"), confirm) if requests else None,
        preferences=preference_fields(form),
        complaints=tuple(complaints),
        saved=saved,
    )


def followed_row(
    row: Subscription | SignUp,
    chosen: Collection[str],
    *,
    paused: bool = False,
    texts_only: bool = False,
) -> FollowedRow:
    """In today's words; in those of the time where the filter can no longer be read."""
    whats = news_options(row.kind, chosen)
    try:
        current = parse(row.kind, row.query)
    except UnusableFilterError:
        title = title_of_now(row.kind, row.query, row.title)
        return FollowedRow(row.pk, title, (), "", whats, paused)
    place = texts_only if current.searches else None
    return FollowedRow(row.pk, current.name, current.words, current.page, whats, paused, place)


def preference_words(request: SignUp) -> tuple[FilterPart, ...]:
    """How somebody asked to be written to, in words."""
    languages = dict(settings.LANGUAGES)
    discreet = _("Yes") if request.discreet else _("No")
    return (
        FilterPart(_("How often"), (str(Frequency(request.frequency).label),)),
        FilterPart(_("Language"), (str(languages.get(request.language, request.language)),)),
        FilterPart(_("Time zone"), (request.time_zone,)),
        FilterPart(_("Neutral sender and subject"), (discreet,)),
    )


def news_options(kind: str, chosen: Collection[str]) -> tuple[Option, ...]:
    return tuple(
        Option(str(what), str(News(what).label), str(what) in chosen) for what in offered(kind)
    )


def preference_fields(form: DeliveryPreferencesForm) -> DeliveryPreferenceFields:
    zone = str(form["time_zone"].value() or "UTC")
    return DeliveryPreferenceFields(
        frequencies=_options(Frequency.choices, form["frequency"].value()),
        languages=_options(
            [(code, str(name)) for code, name in settings.LANGUAGES], form["language"].value()
        ),
        utc=zone not in known_time_zones() or zone == "UTC",
        zones=tuple((area, _options(places, zone)) for area, places in time_zones()),
        discreet=bool(form["discreet"].value()),
        errors=errors_of(form),
    )


def errors_of(form: forms.Form) -> dict[str, str]:
    """By field; empty for a form that was not sent."""
    return {name: " ".join(map(str, texts)) for name, texts in form.errors.items()}


def sentences(form: forms.Form) -> list[str]:
    return list(dict.fromkeys(str(text) for texts in form.errors.values() for text in texts))


def _options(choices: Iterable[tuple[Any, Any]], chosen: Any) -> tuple[Option, ...]:
    return tuple(Option(str(value), str(label), value == chosen) for value, label in choices)


def _values(form: forms.Form, name: str) -> Collection[str]:
    return form[name].value() or ()
