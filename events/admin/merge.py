"""Two organisations become one: what events hold of the first is handed over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from catalogue.admin.merge import hand_overs
from catalogue.models import Organisation
from events.models import Event
from hub.records.models import Record


def hand_over(
    leaving: Organisation, into: Organisation, recording: Callable[[Record], Any]
) -> None:
    """Roles, affiliations and findings; a role that both had at one event is kept once."""
    held = (
        Event.objects.filter(organisations=leaving)
        | Event.objects.filter(participations__organisation=leaving)
        | Event.objects.filter(statistics__finding_of=leaving)
    )
    for event in held.distinct():
        with recording(event):
            roles = event.organisation_links.filter(organisation=into).values_list("role")
            event.organisation_links.filter(organisation=leaving, role__in=roles).delete()
            event.organisation_links.filter(organisation=leaving).update(organisation=into)
            event.participations.filter(organisation=leaving).update(organisation=into)
            event.statistics.filter(finding_of=leaving).update(finding_of=into)


hand_overs.register("events", hand_over)
