"""What the page of a situation is handed (see ``hub.web.view_models`` for the conventions)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import Markup

from catalogue.fit.reason import Reason
from catalogue.practice_view_models import PracticeCard
from hub.lists.view_models import ChosenFilter, EndedNotice, PageLinks
from hub.web.view_models import Link


class FormChoice(NamedTuple):
    """A check box or an option of a menu, as HTML before and after its ``checked`` or
    ``selected``: a page has some 600 of them, of which few are chosen.
    """

    value: str
    before: Markup
    after: Markup


@dataclass(frozen=True, slots=True)
class FormGroup:
    """One question. With ``menus`` it is chosen from so many menus, else by check boxes."""

    name: str
    label: str
    hint: str
    choices: tuple[FormChoice, ...]
    chosen: tuple[str, ...] = ()
    menus: int = 0

    @property
    def boxes(self) -> Markup:
        """All check boxes."""
        return self._with(self.chosen, " checked")

    def options(self, number: int) -> Markup:
        """The options of one of the menus, with its answer selected."""
        return self._with(self.chosen[number : number + 1], " selected")

    def _with(self, chosen: tuple[str, ...], mark: str) -> Markup:
        parts: list[str] = []
        for value, before, after in self.choices:
            parts += (before, mark if value in chosen else "", after)
        return Markup("".join(parts))  # noqa: S704  # nosec  # the labels are escaped, the rest is ours


@dataclass(frozen=True, slots=True)
class FormPart:
    """One of the four questions, with what belongs to it."""

    number: int
    label: str
    groups: tuple[FormGroup, ...]


@dataclass(frozen=True, slots=True)
class FitResult:
    """A tool with its reasons. ``sum`` says what they come to. ``shortlist`` is the address that
    puts it on the shortlist; ``choose`` and ``add`` name the tool for those who hear the page.
    ``picked``: it was chosen for comparing. ``caution``: there is one. ``panel``: whether anybody
    assessed what it can do to people.
    """

    link: Link
    slug: str
    summary: str
    caution: bool
    panel: str
    sum: str
    choose: str
    add: str
    fits: tuple[Reason, ...]
    conflicts: tuple[Reason, ...]
    unknown: tuple[Reason, ...]
    breaks: bool
    shortlist: str
    picked: bool = False


@dataclass(frozen=True, slots=True)
class HiddenTools:
    """What is not recommended: a sentence with the number, ``limits`` one sentence for each limit,
    whether it is ``shown`` now, and the address of the page the other way.
    """

    sentence: str
    limits: tuple[str, ...]
    shown: bool
    url: str


@dataclass(frozen=True, slots=True)
class TransferPanel:
    """A tool from a similar setting: ``sentences`` say how alike, ``notes`` what was adapted."""

    link: Link
    summary: str
    sentences: tuple[str, ...]
    notes: tuple[PracticeCard, ...]


@dataclass(frozen=True, slots=True)
class SituationPage:
    """The finder. Without answers it holds only the form.

    ``heading`` is a whole sentence with the number; ``lead`` says what to make of it. ``drops`` are
    limits to drop, each with the number of tools that would then come in. ``pairs`` are the
    parameters that forms carry along. ``one``: the whole sum of the one tool that was asked for.
    ``nearest``: where nothing fits, what comes nearest. ``gaps`` leads to the gap map.
    """

    heading: str
    lead: str
    action: str
    parts: tuple[FormPart, ...]
    results: tuple[FitResult, ...] = ()
    first: int = 1
    pages: PageLinks | None = None
    chosen: tuple[ChosenFilter, ...] = ()
    clear: str = ""
    hidden: HiddenTools | None = None
    ended: EndedNotice | None = None
    drops: tuple[Link, ...] = ()
    nearest: tuple[FitResult, ...] = ()
    transfer: tuple[TransferPanel, ...] = ()
    one: FitResult | None = None
    pairs: tuple[tuple[str, str], ...] = ()
    kept: tuple[tuple[str, str], ...] = ()
    compare: str = ""
    shortlist: str = ""
    gaps: Link | None = None
    answered: bool = False
    nothing_fits: bool = False


@dataclass(frozen=True, slots=True)
class LevelRow:
    """A level of a rule in print: when, what it is worth, and the sentence with an example."""

    meaning: str
    points: str
    example: str


@dataclass(frozen=True, slots=True)
class RuleSection:
    slug: str
    name: str
    why: str
    levels: tuple[LevelRow, ...]


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """An answer and the terms that it stands for: those that are it, those that come near."""

    label: str
    direct: tuple[str, ...]
    near: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuestionSection:
    slug: str
    label: str
    answers: tuple[AnswerRow, ...]


@dataclass(frozen=True, slots=True)
class LimitRow:
    """A limit: the facts that keep within it, in part, speak against it, and break it."""

    label: str
    fits: tuple[str, ...]
    partly: tuple[str, ...]
    against: tuple[str, ...]
    breaks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FitPage:
    """How fit is judged: rules, what each answer means, limits, and the settings that are alike."""

    rules: tuple[RuleSection, ...]
    questions: tuple[QuestionSection, ...]
    limits: tuple[LimitRow, ...]
    alike: tuple[tuple[str, str, str], ...]
