"""What is happening, and which settings are alike enough to learn from one another."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from catalogue.fit.questions import AnswerOption, FinderQuestion, LazyText


@dataclass(frozen=True)
class ContextSimilarity:
    """Two settings, similar in both directions, and the reason why a tool may carry over."""

    first: str
    second: str
    reason: LazyText


# What decides is what the tool would meet: the same people, the same networks, the same dangers.
# Settings that only share a name (a border, and cooperation across it) are not alike.
SIMILAR_CONTEXTS = (
    ContextSimilarity(
        "armed-conflict", "post-conflict", _("institutions are weak and services interrupted")
    ),
    ContextSimilarity("armed-conflict", "displacement-camp", _("people have fled from fighting")),
    ContextSimilarity("armed-conflict", "urban-displacement", _("people have fled from fighting")),
    ContextSimilarity(
        "armed-conflict", "overlapping-emergencies", _("fighting is often one of several crises")
    ),
    ContextSimilarity(
        "armed-conflict", "repressive-setting", _("phones and papers may be searched or taken")
    ),
    ContextSimilarity(
        "displacement-camp", "urban-displacement", _("the people are the same, the housing is not")
    ),
    ContextSimilarity("displacement-camp", "disaster", _("people live in temporary sites")),
    ContextSimilarity(
        "displacement-camp", "overlapping-emergencies", _("sites are where several crises meet")
    ),
    ContextSimilarity("displacement-camp", "remote-rural", _("networks and services are thin")),
    ContextSimilarity(
        "disaster", "overlapping-emergencies", _("a disaster is often one of several crises")
    ),
    ContextSimilarity(
        "pandemic", "overlapping-emergencies", _("movement and services are cut at once")
    ),
    ContextSimilarity("migration-route", "border-crossing", _("the same people pass")),
    ContextSimilarity("migration-route", "urban-displacement", _("many who travel stay in towns")),
    ContextSimilarity("migration-route", "at-sea", _("routes lead over the sea")),
    ContextSimilarity("at-sea", "workplace-supply-chain", _("vessels are workplaces out of sight")),
    ContextSimilarity("community", "remote-rural", _("it is everyday life, with fewer services")),
)

# Where general protection tools are the ones that exist: being made for trafficking is no merit.
CRISIS = frozenset(
    {
        "armed-conflict",
        "post-conflict",
        "disaster",
        "pandemic",
        "displacement-camp",
        "urban-displacement",
        "overlapping-emergencies",
        "repressive-setting",
    }
)


def similar_contexts(slug: str) -> tuple[str, ...]:
    """Slugs of the settings that are similar to this one."""
    return tuple(
        pair.second if pair.first == slug else pair.first
        for pair in SIMILAR_CONTEXTS
        if slug in (pair.first, pair.second)
    )


def similarity_reason(first: str, second: str) -> LazyText:
    """Why two settings are similar; empty where they are not."""
    pairs = (pair for pair in SIMILAR_CONTEXTS if {pair.first, pair.second} == {first, second})
    return next((pair.reason for pair in pairs), "")


def _setting(slug: str, label: LazyText) -> AnswerOption:
    near = tuple(f"context/{similar}" for similar in similar_contexts(slug))
    return AnswerOption(slug, label, (f"context/{slug}",), near)


WHAT = FinderQuestion(
    "what",
    _("What is happening?"),
    _("The setting, in a crisis or not."),
    (
        _setting("armed-conflict", _("War or armed conflict")),
        _setting("post-conflict", _("After a war, or in a weak or failed state")),
        _setting("disaster", _("Flood, drought, storm, earthquake")),
        _setting("pandemic", _("Pandemic or lockdown")),
        _setting("displacement-camp", _("A camp or site for displaced people")),
        _setting("urban-displacement", _("Displaced people living in towns")),
        _setting("overlapping-emergencies", _("Several emergencies at once")),
        _setting("migration-route", _("A migration route")),
        _setting("border-crossing", _("A border, checkpoint or transit station")),
        _setting("cross-border", _("A case that crosses borders")),
        _setting("at-sea", _("At sea or in a port")),
        _setting("workplace-supply-chain", _("A farm, factory, building site or other workplace")),
        _setting("community", _("Everyday life in a town or village")),
        _setting("remote-rural", _("A remote place with little coverage")),
        _setting("online", _("On the internet")),
        _setting("repressive-setting", _("Somebody watches, or may seize phones and files")),
    ),
)
