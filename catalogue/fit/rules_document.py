"""The rules in words, for the page "How fit is judged" and for docs/context.md."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from catalogue.fit.checks import Level, Rule, signed_points
from catalogue.fit.contexts import SIMILAR_CONTEXTS, WHAT
from catalogue.fit.explanation import fact_texts
from catalogue.fit.limits import LIMITS, Limit, LimitStep
from catalogue.fit.questions import TASK, WHO, WHOM, AnswerOption
from catalogue.fit.rules import RULES
from hub.vocabulary.term_cache import TermCache


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
    reason: str
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
    similar_contexts: tuple[tuple[str, str, str], ...]


# What stands in the sentences of a rule when they are shown as examples: the reader's answer, and
# a fact for each level whose sentence names one.
EXAMPLE_ANSWERS = {
    "task": "purpose/case-management",
    "what": "context/displacement-camp",
    "place": "country/ke",
    "who": "user/ngo-caseworker",
    "whom": f"{WHOM.scheme}/children",
    "language": "language/ar",
    "limit": "connectivity/offline-first",
}

EXAMPLES = {
    ("task", "does"): "purpose/case-management",
    ("task", "near"): "purpose/referral-directory",
    ("task", "others"): "purpose/family-tracing",
    ("what", "same"): "context/displacement-camp",
    ("what", "alike"): "context/armed-conflict",
    ("what", "others"): "context/online",
    ("place", "here"): "country/ke",
    ("place", "region"): "region/m49-014",
    ("place", "wider"): "region/m49-002",
    ("place", "world"): "region/m49-001",
    ("place", "others"): "country/th",
    ("who", "same"): "user/ngo-caseworker",
    ("who", "near"): "user/humanitarian-protection",
    ("who", "served"): "user/displaced-person",
    ("who", "others"): "user/law-enforcement",
    ("whom", "same"): f"{WHOM.scheme}/children",
    ("whom", "near"): f"{WHOM.scheme}/girls",
    ("whom", "others"): f"{WHOM.scheme}/migrant-workers",
    ("language", "speaks"): "language/ar",
    ("language", "others"): "language/en",
    ("limit", "within"): "connectivity/offline-first",
    ("limit", "partly"): "connectivity/offline-cache",
    ("limit", "only-others"): "connectivity/smartphone",
    ("limit", "breaks"): "connectivity/internet-required",
    ("open", "closed"): "access/law-enforcement-only",
    ("open", "hurdle"): "access/member-only",
    ("watched", "hides"): "safeguard/disguise-quick-exit",
    ("watched", "exposes"): "safeguard/risk-surveillance",
    ("safeguards", "data"): "safeguard/encryption",
    ("safeguards", "people"): "safeguard/informed-consent",
    ("risks", "stated"): "safeguard/risk-misidentification",
    ("risks", "inferred"): "safeguard/risk-surveillance",
    ("caution", "noted"): "",
    ("evidence", "harm"): "evidence_level/evidence-of-harm",
    ("evidence", "outside"): "evidence_level/independent-evaluation",
    ("evidence", "some"): "evidence_level/practice-note",
    ("evidence", "nothing"): "evidence_level/none",
    ("status", "ended"): "status/discontinued",
    ("status", "lives"): "status/active",
    ("status", "early"): "status/pilot",
    ("status", "not-usable"): "status/research-output",
    ("verification", "vouched"): "verification/source-checked",
    ("verification", "disputed"): "verification/disputed",
    ("verification", "stale"): "verification/stale",
    ("verification", "unreviewed"): "verification/unreviewed",
    ("made-for", "dedicated"): "scope/dedicated",
}


def fit_page(terms: TermCache) -> FitPage:
    return FitPage(
        rules=tuple(_rule_section(rule, terms) for rule in RULES),
        questions=tuple(
            QuestionSection(
                question.slug,
                str(question.label),
                tuple(_answer_row(option, terms) for option in question.answers),
            )
            for question in (WHO, WHAT, TASK, WHOM)
        ),
        limits=tuple(_limit_row(limit, terms) for limit in LIMITS),
        similar_contexts=tuple(
            (
                terms.label("context", pair.first),
                terms.label("context", pair.second),
                str(pair.reason),
            )
            for pair in SIMILAR_CONTEXTS
        ),
    )


def _rule_section(rule: Rule, terms: TermCache) -> RuleSection:
    return RuleSection(
        rule.slug,
        str(rule.name),
        str(rule.reason),
        tuple(
            LevelRow(str(level.meaning), signed_points(level.points), example(rule, level, terms))
            for level in rule.levels
        ),
    )


def example(rule: Rule, level: Level, terms: TermCache) -> str:
    """The level's sentence, filled with an example answer and fact."""
    row = EXAMPLES.get((rule.slug, level.slug), "")
    fact = fact_texts(terms).fact(rule.facets[0])
    label = label_of(row, terms) if row else fact
    example_answer = EXAMPLE_ANSWERS.get(rule.slug, "")
    return str(level.sentence) % {
        "named": label,
        "recorded": label,
        "fact": fact,
        "asked": _example_answer(rule, example_answer, terms),
    }


def _example_answer(rule: Rule, row: str, terms: TermCache) -> str:
    if rule.slug == "limit":
        return str(LIMITS[0].label)
    question = next((item for item in (WHO, WHAT, TASK, WHOM) if item.slug == rule.slug), None)
    if question is None:
        return label_of(row, terms) if row else ""
    return str(next(item.label for item in question.answers if row in item.direct))


def label_of(row: str, terms: TermCache) -> str:
    """The label of the fact that an index row stands for."""
    return fact_texts(terms).label(row)


def _labels(rows: Sequence[str], terms: TermCache) -> tuple[str, ...]:
    return tuple(label_of(row, terms) for row in rows)


def _answer_row(option: AnswerOption, terms: TermCache) -> AnswerRow:
    partial = (*option.near, *option.served)
    return AnswerRow(str(option.label), _labels(option.direct, terms), _labels(partial, terms))


def _limit_row(limit: Limit, terms: TermCache) -> LimitRow:
    rows = {step: _labels(step_rows, terms) for step, step_rows, _sentence in limit.steps}
    return LimitRow(
        str(limit.label),
        rows.get(LimitStep.FITS, ()),
        rows.get(LimitStep.PARTLY, ()),
        rows.get(LimitStep.AGAINST, ()),
        rows.get(LimitStep.BREAKS, ()),
    )


def render_markdown(page: FitPage) -> str:
    """The whole of docs/context.md."""
    lines = [INTRODUCTION, "## The rules\n"]
    for rule in page.rules:
        rows = [(row.meaning, row.points, row.example) for row in rule.levels]
        lines += [f"### {rule.name} (`{rule.slug}`)\n", f"{rule.reason}\n"]
        lines += [*_markdown_table("| When | Points | In words |\n|---|---:|---|", rows), ""]
    lines.append("## What the answers mean\n")
    for question in page.questions:
        options = [
            (row.label, ", ".join(row.direct), ", ".join(row.near)) for row in question.answers
        ]
        lines.append(f"### {question.label} (`{question.slug}`)\n")
        lines += [
            *_markdown_table(
                "| Answer | Counts in full | Counts in part |\n|---|---|---|", options
            ),
            "",
        ]
    limits = [
        (row.label, *map(", ".join, (row.fits, row.partly, row.against, row.breaks)))
        for row in page.limits
    ]
    lines += ["## Limits (`limit`)\n", *_markdown_table(LIMIT_HEAD, limits)]
    lines.append("\n## Settings that are alike\n")
    lines += _markdown_table(
        "| Setting | Is like | Because |\n|---|---|---|", page.similar_contexts
    )
    return "\n".join(lines) + "\n"


def _markdown_table(head: str, rows: Iterable[Sequence[str]]) -> list[str]:
    return [head, *(f"| {' | '.join(row)} |" for row in rows)]


LIMIT_HEAD = "| Limit | Kept by | Kept in part by | Against it | Broken by |\n|---|---|---|---|---|"
INTRODUCTION = """\
# Browsing by context

Written by `manage.py write_context_doc` from `catalogue/fit/`; a test fails where the two differ.

`/situation/` asks seven questions, one on a page, in the words of a caseworker: who are you, what
is happening, what do you need to do, which languages must it work in, what limits you, where, and
for whom. Each may be left out, and has an address of its own (`/situation/task/`). Answers that
most tools of the catalogue are recorded with stand first, of those for whoever answers once that is
said; the rest is folded. The answers are in the address: `who`, `what`, `place`, `task`, `whom`,
`limit`, `language`, all repeatable. Beside them on a question: `several=1` (tick more than one),
`then=tools` (then back to the tools); on the result: `page`, `show=all` (also what is known to
break a limit, marked), `ended=1`, `why=<tool>` (the whole score of one tool on top), `tool=<tool>`
(chosen for comparing so far), `group=<group>` (all tools of one group). Nothing is stored. An
unknown answer is answered with 400 and a sentence; answers that pull against one another are named
above the question and the result. `/situation/matrix/` shows the same tools as a table of the
answers, 50 rows a page.

## How it works

- Every rule puts its question to each tool as a list of cases of which **the first that applies
  decides** (`catalogue/fit/checks.py`). A case is a set of rows of the index, so that one
  declaration ranks all tools at once with bit maps (`scoring_engine.py`) and explains a single
  one in sentences (`explanation.py`).
- **Groups come before sums** (`result_groups.py`). *Tools that do this*: the tool does a task that
  was asked for, is known to be used in a setting that was named or one that is alike, and keeps
  within every limit. *These come near*: it does something near, or what is known speaks against a
  limit, or it is help of another country. *May do this: not known*: of the task, the setting or a
  limit nothing is known. So a tool of which nobody knows whether it suits a war stands behind one
  that is used in one, however many other points it has. Without a task the setting is what
  counts; without both, every answer. Languages, places and people move a tool within its group
  only.
- **For professionals**: where everybody who asks is a survivor, a migrant, a child, a parent or
  teacher or the public, tools made for others only (hotlines, online services, the police) are
  folded apart.
- **Help of another country** (helplines and places to report, of which sources name countries and
  none of those asked for; the region around them does not count) says for which country it is.
  Where help is asked for it stands behind everything else of its group, and never among those
  that do it.
- **The questions that would decide** are those that alone keep the most tools in *May do
  this: not known*.
- **A point** is what the tables below say; the sum decides the order in a group. Of equal sums
  the one with more points for its evidence comes first, then for its status, then the one known
  to fit more of the questions, then A before Z. Where several answers to one question are given
  they share its points, rounded up to a tenth; tasks and limits are not divided.
- **An order is claimed only where it is certain.** Every sum has a range: the least and the
  greatest that it could be, if each fact that is not known turned out the worst or the best for
  the tool. A tool has the place 2 where exactly one is above it whatever comes out, and "2–6
  alike" where its range overlaps with others. Facts are taken one by one, so a range may be wider
  than what is possible and is never narrower; that nobody has checked a record is a known fact.
- **Before any tool**: limits that no tool can keep (no way to ask for consent, nobody to refer
  people to, no agreement on data) do not weigh; what to do about them stands above the result.
- **Not known** is worth nothing: it is said, it is never a match, and it never leaves a tool out.
- A list that a source gives does not say that nothing else is true. A value missing from it is a
  reason against for languages, connection and access, and not known for everything else.
- **A hard limit is broken only where no recorded way of use keeps within it.** Such tools are not
  recommended; their number is always stated, and `show=all` shows them, marked.
- Tools that have ended are left out, as in the list; their number is stated.
- **Carrying over:** tools used in a setting that is alike (last table), or with a practice note
  from such a setting in another place, are offered apart, with the note that says what was
  adapted.
- **When nothing fits** the page says so, shows what comes nearest and which limit it breaks, and
  which single limit, dropped, would bring in most.
"""
