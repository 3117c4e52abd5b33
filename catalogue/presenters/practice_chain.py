"""What was adapted from what: the tree of public practice notes around one of them."""

from __future__ import annotations

from catalogue.models import Deployment
from catalogue.models.deployment import DeploymentQuerySet
from catalogue.practice_view_models import ChainStep
from catalogue.presenters.facts import by_scheme
from catalogue.presenters.places import places, span
from hub.vocabulary.term_cache import term_cache
from hub.web.view_models import Link

Children = dict[int | None, list[Deployment]]
FARTHEST = 20  # steps up and down: a circle that slipped in ends there


def chain(note: Deployment) -> ChainStep | None:
    """The tree from the earliest public note that this one goes back to; None if it stands alone.

    A note that is not public ends the chain: what is hidden is not hinted at.
    """
    family = {note.pk: note}
    root = _earliest(note, family)
    _descendants(root, family)
    if len(family) == 1:
        return None
    children: Children = {}
    for one in family.values():
        children.setdefault(one.adapted_from_id, []).append(one)
    return _step(root, note, children)


def _earliest(note: Deployment, family: dict[int, Deployment]) -> Deployment:
    top = note
    for _step_up in range(FARTHEST):
        above = _public().filter(pk=top.adapted_from_id).first() if top.adapted_from_id else None
        if above is None or above.pk in family:
            break
        family[above.pk] = top = above
    return top


def _descendants(root: Deployment, family: dict[int, Deployment]) -> None:
    level = {root.pk}
    for _step_down in range(FARTHEST):
        below = {one.pk: one for one in _public().filter(adapted_from__in=level)}
        level = set(below) - {root.pk}
        family |= {pk: below[pk] for pk in below if pk not in family}
        if not level:
            break


def _public() -> DeploymentQuerySet:
    return Deployment.objects.published().select_related("tool").prefetch_related("term_links")


def _step(one: Deployment, current: Deployment, children: Children) -> ChainStep:
    terms = term_cache()
    schemes = by_scheme(terms.by_pk[link.term_id] for link in one.term_links.all())
    below = children.pop(one.pk, [])  # taken out, so that a circle is walked once
    return ChainStep(
        link=Link(one.title, one.get_absolute_url(), current=one == current, language=one.language),
        tool=one.tool.name,
        place=", ".join(places(schemes)),
        dates=span(one.started, one.ended),
        steps=tuple(
            _step(later, current, children)
            for later in sorted(below, key=lambda note: (note.started or "9", note.title))
        ),
    )
