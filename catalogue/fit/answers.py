"""The shape of a question and of what can be answered to it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise

Words = str | Promise


@dataclass(frozen=True)
class AnswerOption:
    """An answer in the words of a caseworker, and what it means in the words of the records.

    ``direct`` are index rows ("purpose/outreach") that are what is asked for, ``near`` rows that
    come close. ``served`` (of the question who) are users to whom such a person could hand a tool.
    """

    slug: str
    label: Words
    direct: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    served: tuple[str, ...] = ()


def answer(
    scheme: str,
    slug: str,
    label: Words,
    *,
    direct: str = "",
    near: str = "",
    served: str = "",
) -> AnswerOption:
    """An answer about one scheme: slugs in one string, by default the term of the same slug."""

    def rows(slugs: str) -> tuple[str, ...]:
        return tuple(f"{scheme}/{one}" for one in slugs.split())

    return AnswerOption(slug, label, rows(direct or slug), rows(near), rows(served))


@dataclass(frozen=True)
class FinderQuestion:
    """``slug`` is the parameter in the address. Several answers mean: any of these."""

    slug: str
    label: Words
    hint: Words
    answers: tuple[AnswerOption, ...]

    @property
    def scheme(self) -> str:
        """The scheme of the rows that its answers mean."""
        return self.answers[0].direct[0].partition("/")[0]

    def get(self, slug: str) -> AnswerOption | None:
        return next((one for one in self.answers if one.slug == slug), None)
