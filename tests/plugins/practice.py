"""Practice notes and misuse patterns of the cast."""

from collections.abc import Callable
from itertools import count

import pytest

from catalogue.models import (
    Deployment,
    DeploymentCitation,
    DeploymentOrganisation,
    DeploymentTerm,
    MisuseAnswer,
    MisuseCitation,
    MisusePattern,
    MisuseTerm,
)
from hub.records.models import Source, recorded_change
from tests.plugins.cast import LEFT_TO_THE_DATABASE

numbers = count(1)


@pytest.fixture
def make_deployment(make_tool, make_term) -> Callable[..., Deployment]:
    """A published note; ``terms``: keys, ``organisations``: records, ``cites``: facts."""

    def make(*, terms=(), organisations=(), cites=(), **changes) -> Deployment:
        number = next(numbers)
        values = {
            "slug": f"note-{number}",
            "title": f"Note {number}",
            "summary": "It was used there.",
            "state": "published",
            **changes,
        }
        values.setdefault("tool", None)
        values["tool"] = values["tool"] or make_tool()
        note = Deployment(**values)
        with recorded_change(note, news=False):
            note.full_clean(**LEFT_TO_THE_DATABASE)
            note.save()
            for key in terms:
                DeploymentTerm.objects.create(deployment=note, term=make_term(key))
            for body in organisations:
                DeploymentOrganisation.objects.create(deployment=note, organisation=body)
            for subject in cites:
                DeploymentCitation.objects.create(
                    deployment=note,
                    subject=subject,
                    source=Source.objects.create(title=f"Source of {subject} {number}"),
                )
        return note

    return make


@pytest.fixture
def make_pattern(make_term) -> Callable[..., MisusePattern]:
    """A published pattern; ``answers``: pairs of a tool and the reason, ``cites``: facts."""

    def make(*, terms=(), answers=(), cites=(), **changes) -> MisusePattern:
        number = next(numbers)
        values = {
            "slug": f"pattern-{number}",
            "title": f"Pattern {number}",
            "summary": "It happens like this.",
            "state": "published",
            **changes,
        }
        pattern = MisusePattern(**values)
        with recorded_change(pattern, news=False):
            pattern.full_clean(**LEFT_TO_THE_DATABASE)
            pattern.save()
            for key in terms:
                MisuseTerm.objects.create(pattern=pattern, term=make_term(key))
            for tool, reason in answers:
                MisuseAnswer.objects.create(pattern=pattern, tool=tool, reason=reason)
            for subject in cites:
                MisuseCitation.objects.create(
                    pattern=pattern,
                    subject=subject,
                    source=Source.objects.create(title=f"Source of {subject} {number}"),
                )
        return pattern

    return make
