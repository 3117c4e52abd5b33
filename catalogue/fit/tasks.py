"""What must you do? Verbs, each with the purposes that do it and those that come near."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from catalogue.fit.answers import AnswerOption, FinderQuestion, Words, answer


def _task(slug: str, label: Words, purposes: str, near: str = "") -> AnswerOption:
    return answer("purpose", slug, label, direct=purposes, near=near)


TASK = FinderQuestion(
    "task",
    _("What must you do?"),
    _("Tick what you need a tool for; one that does any of it counts."),
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
