"""What is happening, and which settings are alike enough to learn from one another."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from catalogue.fit.answers import AnswerOption, FinderQuestion, Words


@dataclass(frozen=True)
class ContextSimilarity:
    """Two settings, alike in both directions, and why a tool may carry over."""

    one: str
    other: str
    why: Words


# What decides is what the tool would meet: the same people, the same networks, the same dangers.
# Settings that only share a name (a border, and cooperation across it) are not alike.
ALIKE = (
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


def alike(slug: str) -> tuple[str, ...]:
    """The settings that are like one."""
    return tuple(
        pair.other if pair.one == slug else pair.one
        for pair in ALIKE
        if slug in (pair.one, pair.other)
    )


def why_alike(one: str, other: str) -> Words:
    """In which way two settings are alike; empty where they are not."""
    return next((pair.why for pair in ALIKE if {one, other} == {pair.one, pair.other}), "")


def _setting(slug: str, label: Words) -> AnswerOption:
    near = tuple(f"context/{other}" for other in alike(slug))
    return AnswerOption(slug, label, (f"context/{slug}",), near)


WHAT = FinderQuestion(
    "what",
    _("What is happening?"),
    _("The setting you work in, in a crisis or not."),
    (
        _setting("armed-conflict", _("War or armed conflict")),
        _setting("post-conflict", _("After a war, or a State that hardly works")),
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
