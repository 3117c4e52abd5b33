"""The questions of the finder about people and tasks, and what can be answered to them.

Slugs of answers are those of terms where one term says it; the words are plainer.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LazyText = str | Promise


def term_rows(scheme: str, *slugs: str) -> tuple[str, ...]:
    """Names of the index rows of terms; each text may hold several slugs, separated by blanks."""
    return tuple(f"{scheme}/{slug}" for text in slugs for slug in text.split())


@dataclass(frozen=True)
class AnswerOption:
    """An answer in the words of a caseworker, and what it means in the words of the records.

    ``direct`` are index rows ("purpose/outreach") that match in full, ``near`` rows that
    come close. ``served`` (of the question who) are users to whom such a person could hand a tool.
    """

    slug: str
    label: LazyText
    direct: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    served: tuple[str, ...] = ()


def answer(
    scheme: str,
    slug: str,
    label: LazyText,
    *,
    direct: str = "",
    near: str = "",
    served: str = "",
) -> AnswerOption:
    """An answer about one scheme: slugs in one string, by default the term of the same slug."""

    rows = partial(term_rows, scheme)
    return AnswerOption(slug, label, rows(direct or slug), rows(near), rows(served))


@dataclass(frozen=True)
class Question:
    """``slug`` is the parameter in the address. Every place that asks it takes its words here."""

    slug: str
    label: LazyText
    hint: LazyText


@dataclass(frozen=True)
class FinderQuestion(Question):
    """With the answers of its own. Several answers mean: any of these."""

    answers: tuple[AnswerOption, ...]

    @property
    def scheme(self) -> str:
        """The scheme of the rows that its answers mean."""
        return self.answers[0].direct[0].partition("/")[0]

    def get(self, slug: str) -> AnswerOption | None:
        return next((option for option in self.answers if option.slug == slug), None)


PLACE = Question("place", _("Where?"), _("A country, a region or a group of countries."))
LIMIT = Question("limit", _("What limits you?"), _("Things you cannot change."))
LANGUAGE = Question(
    "language", _("Which languages must it work in?"), _("Those of the people who will use it.")
)

# Whoever assists people may well choose a tool that those people use themselves.
PERSONS = "survivor displaced-person migrant-worker child-youth general-public"

WHO = FinderQuestion(
    "who",
    _("Who are you?"),
    _("What you do, not your name."),
    (
        answer(
            "user",
            "ngo-caseworker",
            _("I assist people: caseworker, counsellor, shelter worker"),
            near="humanitarian-protection hotline-analyst",
            served=PERSONS,
        ),
        answer(
            "user",
            "humanitarian-protection",
            _("I do protection work in a crisis"),
            near="ngo-caseworker",
            served=PERSONS,
        ),
        answer(
            "user",
            "hotline-analyst",
            _("I answer a helpline or assess reports"),
            near="ngo-caseworker",
            served="survivor general-public",
        ),
        answer(
            "user",
            "health-worker",
            _("I work in a clinic or in community health"),
            # Care for a person, record of the person: the nearest work there are tools for.
            near="ngo-caseworker humanitarian-protection",
            served=PERSONS,
        ),
        answer("user", "law-enforcement", _("I am with the police or investigate")),
        answer("user", "prosecutor-judge", _("I prosecute or judge"), near="law-enforcement"),
        answer(
            "user",
            "border-immigration",
            _("I work at a border, in immigration or at a consulate"),
            near="law-enforcement",
        ),
        answer(
            "user",
            "labour-inspector",
            _("I inspect or audit workplaces"),
            served="migrant-worker",
        ),
        answer(
            "user",
            "trade-union",
            _("I am with a trade union"),
            near="ngo-caseworker",
            served="migrant-worker",
        ),
        answer(
            "user",
            "parent-educator",
            _("I am a parent or teacher"),
            near="general-public",
            served="child-youth",
        ),
        answer("user", "survivor", _("I am or was exploited myself"), near="general-public"),
        answer(
            "user",
            "displaced-person",
            _("I had to flee"),
            # Both travel far from home, on the same roads and with the same phones.
            near="migrant-worker general-public survivor",
        ),
        answer(
            "user",
            "migrant-worker",
            _("I work, or look for work, away from home"),
            near="displaced-person general-public survivor",
        ),
        answer("user", "child-youth", _("I am under 18 or a young adult"), near="general-public"),
        answer("user", "general-public", _("I saw or heard something, or want to know more")),
        answer("user", "policy-maker", _("I work on laws, plans or funding"), near="researcher"),
        answer("user", "business", _("I work in a company")),
        answer("user", "financial-institution", _("I work in a bank or with payments")),
        answer("user", "online-platform", _("I keep an online service safe")),
        answer("user", "researcher", _("I do research or work with data"), near="developer"),
        answer("user", "developer", _("I build or adapt tools"), near="researcher"),
    ),
)

WHOM = FinderQuestion(
    "whom",
    _("For whom?"),
    _("The people you want to reach or help."),
    (
        answer(
            "target_population",
            "children",
            _("Children"),
            near="girls boys unaccompanied-children",
        ),
        answer(
            "target_population",
            "unaccompanied-children",
            _("Children without their parents or carers"),
            near="children",
        ),
        answer("target_population", "girls", _("Girls"), near="children women"),
        answer("target_population", "boys", _("Boys"), near="children men"),
        answer("target_population", "women", _("Women"), near="girls"),
        answer("target_population", "men", _("Men")),
        answer("target_population", "survivors", _("People who left exploitation")),
        answer(
            "target_population",
            "refugees-asylum-seekers",
            _("Refugees and people who seek asylum"),
            near="internally-displaced non-nationals-in-conflict migrants",
        ),
        answer(
            "target_population",
            "internally-displaced",
            _("People displaced in their own country"),
            near="refugees-asylum-seekers",
        ),
        answer(
            "target_population",
            "migrants",
            _("Migrants on the move"),
            near="refugees-asylum-seekers migrant-workers returnees",
        ),
        answer(
            "target_population",
            "non-nationals-in-conflict",
            _("Foreigners who flee a war"),
            near="refugees-asylum-seekers migrants",
        ),
        answer(
            "target_population",
            "migrant-workers",
            _("People who work away from home"),
            near="migrants domestic-workers fishers-seafarers",
        ),
        answer(
            "target_population",
            "domestic-workers",
            _("People who work in private homes"),
            near="migrant-workers",
        ),
        answer(
            "target_population",
            "fishers-seafarers",
            _("Fishers and seafarers"),
            near="migrant-workers",
        ),
        answer(
            "target_population",
            "returnees",
            _("People who came back"),
            near="survivors migrants",
        ),
        answer("target_population", "sex-industry-workers", _("People in the sex industry")),
        answer(
            "target_population",
            "minorities-indigenous",
            _("Minorities and indigenous peoples"),
            near="stateless",
        ),
        answer(
            "target_population",
            "stateless",
            _("People without a nationality"),
            near="refugees-asylum-seekers minorities-indigenous",
        ),
        answer("target_population", "persons-with-disabilities", _("People with disabilities")),
        answer("target_population", "lgbtiq", _("LGBTIQ+ people")),
    ),
)


def _task(slug: str, label: LazyText, purposes: str, near: str = "") -> AnswerOption:
    return answer("purpose", slug, label, direct=purposes, near=near)


TASK = FinderQuestion(
    "task",
    _("What do you need to do?"),
    _("A tool that does any of it counts."),
    (
        _task(
            "warn",
            _("Warn and inform people before they are exploited"),
            "awareness-education safe-migration-information",
            # Checking a recruiter and going out to people both happen before harm is done.
            near="fair-recruitment outreach",
        ),
        _task(
            "identify",
            _("Recognise people who may be exploited"),
            "victim-identification victim-screening",
        ),
        _task(
            "get-help",
            _("Be reached by people in danger, or reach help"),
            "helpline-contact",
            near="outreach incident-reporting",
        ),
        _task(
            "refer",
            _("Find services and send somebody there"),
            "referral-directory",
            # Helplines refer callers as a part of their work.
            near="helpline-contact",
        ),
        _task("manage-cases", _("Manage cases and keep their records safe"), "case-management"),
        _task(
            "support",
            _("Protect and support somebody after exploitation"),
            "survivor-support",
            near="case-management referral-directory helpline-contact",
        ),
        _task("trace-family", _("Find lost relatives"), "family-tracing"),
        _task("keep-papers", _("Keep papers and contracts safe"), "identity-document-safety"),
        _task(
            "reach-out",
            _("Make contact with people who have not asked for help"),
            "outreach",
            near="helpline-contact awareness-education",
        ),
        _task(
            "report",
            _("Report a suspicion, or receive reports"),
            "incident-reporting",
            near="helpline-contact feedback-accountability",
        ),
        _task(
            "check-recruiter",
            _("Check a job, a recruiter or an employer"),
            "fair-recruitment",
            near="safe-migration-information worker-voice",
        ),
        _task(
            "hear-workers",
            _("Hear from workers about their conditions"),
            "worker-voice",
            near="incident-reporting feedback-accountability",
        ),
        _task(
            "hear-complaints",
            _("Let people comment or complain about aid"),
            "feedback-accountability",
            near="worker-voice",
        ),
        _task(
            "survey",
            _("Ask questions and fill in forms in the field"),
            "field-data-collection",
            near="victim-screening",
        ),
        _task(
            "document",
            _("Document abuses so that the record stays safe"),
            "evidence-documentation",
            near="field-data-collection",
        ),
        _task(
            "investigate",
            _("Investigate traffickers and networks"),
            "network-investigation",
            near="victim-identification financial-intelligence",
        ),
        _task(
            "remove-images",
            _("Find or remove images of abuse"),
            "abuse-material-detection",
            near="platform-safety",
        ),
        _task(
            "keep-platform-safe",
            _("Keep an online service free of traffickers"),
            "platform-safety",
            near="abuse-material-detection",
        ),
        _task("follow-money", _("Follow the money"), "financial-intelligence"),
        _task(
            "see-patterns",
            _("See patterns, routes and numbers"),
            "data-analysis-mapping",
            near="data-standard",
        ),
        _task(
            "share-data",
            _("Share data without exposing people"),
            "data-standard",
            near="data-analysis-mapping",
        ),
        _task(
            "check-suppliers",
            _("Check suppliers for forced labour"),
            "supply-chain-due-diligence",
            near="worker-voice",
        ),
        _task("buy-fairly", _("Buy without supporting exploitation"), "ethical-consumption"),
        _task("deter-buyers", _("Deter those who pay for exploitation"), "demand-deterrence"),
        _task("train", _("Train staff"), "professional-training", near="knowledge-hub"),
        _task("know-law", _("Look up laws and judgments"), "legal-knowledge", near="knowledge-hub"),
        _task(
            "find-others",
            _("Find other tools, organisations and materials"),
            "knowledge-hub",
            near="referral-directory",
        ),
    ),
)
