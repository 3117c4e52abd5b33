"""The sources of a page, numbered, and which of them each fact refers to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import InitVar, dataclass, field

from hub.records.models import Citation, Source
from hub.web.view_models import SourceRef


@dataclass
class Sources:
    """The page's list of sources, numbered as facts refer to them."""

    citations: InitVar[Iterable[Citation]]
    refs: dict[int, SourceRef] = field(default_factory=dict)
    by_subject: dict[str, list[int]] = field(default_factory=dict)
    checked: dict[str, str] = field(default_factory=dict)

    def __post_init__(self, citations: Iterable[Citation]) -> None:
        for citation in citations:
            number = self.number(citation.source, citation.note)
            self.by_subject.setdefault(citation.subject, []).append(number)
            if citation.checked_on:
                self.checked[citation.subject] = max(
                    citation.checked_on.isoformat(), self.checked.get(citation.subject, "")
                )

    def number(self, source: Source, note: str = "") -> int:
        """The source's number on the page; one that is new to it is added to the list."""
        ref = self.refs.setdefault(
            source.pk,
            SourceRef(
                number=len(self.refs) + 1,
                title=source.title or source.url.split("://", 1)[-1].rstrip("/"),
                url=source.url,
                publisher=source.publisher,
                archived=source.archived_url,
                read_on=source.read_on.isoformat() if source.read_on else None,
                note=note,
            ),
        )
        return ref.number

    def of(self, subject: str) -> tuple[int, ...]:
        """Numbers of the sources of a fact; else those of the whole record."""
        return tuple(self.by_subject.get(subject) or self.by_subject.get("") or ())

    def listed(self) -> tuple[SourceRef, ...]:
        return tuple(self.refs.values())
