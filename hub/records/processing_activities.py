"""The record of processing activities (GDPR, article 30): what each purpose is for.

The operator is the controller and completes it: docs/governance/. What data there are, and for how
long, follows from the declarations of the tables (``data_handling``).
"""

from __future__ import annotations

from dataclasses import dataclass

from hub.records.data_handling import Purpose

PUBLIC_TASK = "a task in the public interest, or the operator's legitimate interest (6.1.e or f)"
CONSENT = "consent, given by a confirmed request and withdrawn by one link (6.1.a)"
INTEREST = "the operator's legitimate interest (6.1.f)"
DUTY = "the operator's legal obligation to answer for what it holds (6.1.c)"
NOBODY = "nobody"
CURATORS = "curators and administrators of the site"


@dataclass(frozen=True)
class Activity:
    """``people``: whose data they are. ``basis``: the article of the GDPR that an operator in its
    reach can rely on. ``recipients``: who is shown them besides the operator's machine.
    """

    title: str
    aim: str
    people: str
    basis: str
    recipients: str


ACTIVITIES: dict[Purpose, Activity] = {
    Purpose.CATALOGUE: Activity(
        "The catalogue",
        "To say which technology exists, whether it fits a situation, and what it can do to the "
        "people whom it is meant to protect.",
        "people whom a published record names: speakers, authors, makers",
        PUBLIC_TASK,
        "everybody, once a record is published",
    ),
    Purpose.EVIDENCE: Activity(
        "Evidence and history",
        "To show where a fact comes from, who compared it with its source, and what it was before, "
        "so that a mistake can be found and taken back.",
        "curators; people whom earlier versions name",
        PUBLIC_TASK,
        "sources: everybody; who checked and changed what: " + CURATORS,
    ),
    Purpose.OPERATION: Activity(
        "Running the site",
        "To answer requests, and to notice when a part of the site no longer works.",
        NOBODY,
        INTEREST,
        "administrators",
    ),
    Purpose.ACCOUNTS: Activity(
        "Accounts",
        "To let curators and administrators in, and nobody else.",
        "curators and administrators",
        INTEREST,
        "administrators; each person for their own account",
    ),
    Purpose.CURATION: Activity(
        "Shared work of curators",
        "To share out what has to be done, to prepare changes beside what is published, and to "
        "know who did what.",
        "curators and administrators",
        INTEREST,
        CURATORS + "; drafts also to whoever was given a link, for seven days",
    ),
    Purpose.SUBSCRIPTIONS: Activity(
        "Changes by e-mail",
        "To write to people about the changes that they asked for, and to nobody else.",
        "subscribers",
        CONSENT,
        "the mail server that the operator has chosen; nobody on the site can list addresses",
    ),
    Purpose.MAIL: Activity(
        "The outbox",
        "To send each e-mail once, and to know what became of it.",
        "whoever the e-mail is for",
        INTEREST,
        "the mail server that the operator has chosen",
    ),
    Purpose.CORRECTIONS: Activity(
        "Suggestions, questions and practice",
        "To take corrections and experience from people outside, to ask back, and to answer.",
        "people who write to the site or answer a question; people of whom they write",
        CONSENT,
        CURATORS + "; what was published, everybody",
    ),
    Purpose.CONFIRMATIONS: Activity(
        "Confirmation by makers",
        "To ask whoever makes or runs something whether its record is right.",
        "contacts that an organisation publishes",
        INTEREST,
        CURATORS + "; the answers that were entered, everybody",
    ),
    Purpose.REPORTING: Activity(
        "Reporting rounds",
        "To ask those who report for a State or an organisation what came of recommendations.",
        "focal points",
        PUBLIC_TASK,
        CURATORS + "; what was published, everybody",
    ),
    Purpose.IMPORTS: Activity(
        "Imports",
        "To bring in files of others, to show what would change, and to take it back.",
        "people whom a file names",
        PUBLIC_TASK,
        CURATORS,
    ),
    Purpose.MISUSE: Activity(
        "Limits against misuse",
        "To keep forms from being used to flood a mailbox or to try passwords.",
        "people who send a form, or in whose name it is sent",
        INTEREST,
        NOBODY,
    ),
    Purpose.REMOVAL: Activity(
        "Removal and refusal",
        "To take out what must not stay, to write to nobody who refused it, and to keep both true "
        "after a backup is restored.",
        "people who asked to be left alone, or whose data were removed",
        DUTY,
        NOBODY + "; that something was removed and when, to " + CURATORS,
    ),
}
