"""Tools, as the importer sees them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from catalogue.models import Tool
from catalogue.row_readers.reader import Row
from catalogue.row_readers.tools import read_tool
from hub.imports.record_types import headings as words
from hub.imports.record_types.field import ImportField
from hub.imports.record_types.importer import RecordImporter
from hub.imports.record_types.lookups import RecordLookup
from hub.imports.record_types.merge_values import cited, stated_fields
from hub.records.models.ledger import Facts


def term_field(
    name: str, label: object, scheme: str, headings: tuple[str, ...] = (), *, many: bool = True
) -> ImportField:
    return ImportField(name, label, (scheme,), headings, scheme=scheme, many=many)


TERMS = (
    term_field("purpose", _("Purpose"), "purpose", words.PURPOSE),
    term_field("action_areas", _("Action areas"), "action_area", words.ACTION),
    term_field("users", _("Users"), "user", words.USERS),
    term_field("trafficking_types", _("Forms of trafficking"), "trafficking_type",
               words.TRAFFICKING),
    term_field("technologies", _("Technologies"), "technology", words.TECHNOLOGY),
    term_field("contexts", _("Contexts"), "context", words.CONTEXT),
    term_field("connectivity", _("Connectivity"), "connectivity", ("connectivity", "platform")),
    term_field("regions", _("Regions"), "region", words.REGION),
    term_field("countries", _("Countries"), "country", words.COUNTRY),
    term_field("languages", _("Languages"), "language", words.LANGUAGE),
    term_field("access", _("Access"), "access", words.ACCESS, many=False),
    term_field("status", _("Status"), "status", words.STATUS, many=False),
    term_field("target_populations", _("People it is for"), "target_population",
               ("target population", "target populations", "beneficiaries", "population")),
    term_field("evidence_level", _("Evidence"), "evidence_level",
               ("evidence", "evidence level"), many=False),
    term_field("misuse_stages", _("Stages of misuse"), "misuse_stage",
               ("misuse stage", "misuse stages", "stage of trafficking")),
)  # fmt: skip


class ToolImporter(RecordImporter):
    name = "tool"
    model = Tool
    fields = (
        ImportField("slug", _("Slug"), ("slug",), words.SLUG),
        ImportField("name", _("Name"), ("name",), words.NAME, required=True),
        ImportField("summary", _("What it is"), ("summary",), words.SUMMARY, required=True,
              free_text=True),
        ImportField("url", _("Site"), ("url",), words.URL, shape="url"),
        ImportField("organisations", _("Organisations"), ("organisations",), words.ORGANISATIONS,
              many=True, shape="organisations"),
        *TERMS,
        ImportField("safeguards", _("Safeguards"), ("safeguard",), ("safeguard", "safeguards"),
              scheme="safeguard", many=True),
        ImportField("risk_flags", _("Risk flags"), ("safeguard", "inferred"), ("risk", "risks",
              "risk flags"), scheme="safeguard", many=True),
        ImportField("other_names", _("Other names"), ("other_names",), ("other names", "aka",
              "alias", "aliases", "acronym"), many=True),
        ImportField("description", _("Description"), ("description",), words.DESCRIPTION,
              free_text=True),
        ImportField("preconditions", _("What must be in place"), ("preconditions",),
              ("preconditions", "requirements"), free_text=True),
        ImportField("scope", _("Scope"), ("scope",), ("scope",), shape="choice",
              choices=tuple(Tool.Scope.values)),
        ImportField("repository", _("Source code"), ("repository",), ("repository", "source code",
              "github", "repo", "code source"), shape="url"),
        ImportField("open_source", _("Open source"), ("open_source",), ("open source",
              "is open source", "open source?", "codigo abierto", "codigo aberto", "quelloffen"),
              shape="flag"),
        ImportField("licence", _("Licence (SPDX)"), ("licence",), ("licence", "license", "lizenz",
              "licencia", "лицензия", "许可证")),
        ImportField("first_released", _("First released"), ("first_released",), words.RELEASED,
              shape="date"),
        ImportField("status_checked_on", _("Status last checked on"), ("status_checked_on",),
              ("status checked on", "last checked", "last verified"), shape="day"),
        ImportField("caution", _("Caution"), ("caution",), ("caution", "warning", "limitations"),
              free_text=True),
        ImportField("notes", _("Notes"), ("notes",), words.NOTES, free_text=True),
        ImportField("confidence", _("Confidence"), ("confidence",), ("confidence",), shape="choice",
              choices=tuple(Tool.Confidence.values)),
        ImportField("verification", _("Verification"), ("verification",), ("verification",),
              shape="choice", choices=tuple(Tool.Verification.values)),
        ImportField("sources", _("Sources"), ("citations",), words.SOURCES, many=True,
              shape="sources"),
    )  # fmt: skip
    recognised_by = ("name", "other_names", "url", "repository")
    on_topic = ("trafficking_type", "action_area", "misuse_stage")

    def read(self, row: Row, names: RecordLookup) -> Facts:
        found = read_tool(row, names.known, partial=True)
        facts = stated_fields(row, found.fields) | self.terms(found.terms, row, names)
        facts["known_none"] = found.fields["known_none"]
        if "risk_flags" in row:
            slugs = (names.terms[pk][1] for pk in found.inferred)
            facts["inferred"] = sorted(slugs)
            facts["only_flags"] = "safeguards" not in row
        if "organisations" in row:
            slugs_of = names.organisation_slugs
            facts["organisations"] = [slugs_of[pk] for pk in found.organisations]
        if "sources" in row:
            facts["citations"] = cited(found.sources)
        return facts

    def complete(self, facts: Facts, stored: Facts | None) -> Facts:
        """A column of safeguards leaves inferred flags alone, and a column of flags the others."""
        facts = dict(facts)
        only_flags = facts.pop("only_flags", None)
        if stored and "safeguard" in facts and only_flags is not False:
            kept = stored.get("safeguard", []) if only_flags else stored["inferred"]
            facts["safeguard"] = sorted({*facts["safeguard"], *kept})
        if stored and only_flags:
            facts["inferred"] = sorted({*facts["inferred"], *stored["inferred"]})
        return super().complete(facts, stored)

    def titles(self, facts: Facts) -> list[str]:
        return [*super().titles(facts), *(facts.get("other_names") or ())]

    def addresses(self, facts: Facts) -> list[str]:
        return [facts[name] for name in ("url", "repository") if facts.get(name)]

    def facts_of_new(self, number: int) -> Facts:
        # Nobody has assessed what comes from a file, and the page says so.
        return {"panel": Tool.Assessment.NOT_ASSESSED.value}
