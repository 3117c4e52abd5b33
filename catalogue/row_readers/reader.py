"""From a row of a file to values that fit the models, or to sentences that say what is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_slug
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.models import Organisation, OrganisationName
from catalogue.models.organisation import matching_key
from catalogue.row_readers.record_names import NamesByKind
from hub.records import partial_date
from hub.records.readable_values import readable
from hub.vocabulary.models import Scheme, Term

Row = dict[str, Any]

_address = URLValidator(schemes=["http", "https"])
# What most addresses are, and nothing that the validator would refuse; it takes ten times as long.
LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
PLAIN_ADDRESS = re.compile(
    rf"https?://(?:{LABEL}\.){{1,4}}[a-zA-Z]{{2,24}}(?:/[\w./~+=&%,;:@!-]*)?(?:[?#][\w./~+=&%-]*)?",
    re.ASCII,
)


def web_address(text: str) -> None:
    """Raises ValidationError unless this is an address of the web."""
    if PLAIN_ADDRESS.fullmatch(text) is None:
        _address(text)


# Parts of the objects within a field: sources, speakers, links.
PART_LABELS: Mapping[str, object] = {
    "url": gettext_lazy("address"),
    "title": gettext_lazy("title"),
    "note": gettext_lazy("note"),
    "subject": gettext_lazy("fact"),
    "name": gettext_lazy("name"),
    "affiliation": gettext_lazy("affiliation"),
    "role": gettext_lazy("role"),
    "named_as": gettext_lazy("named by"),
    "consent": gettext_lazy("consent to be named so"),
    "consent_on": gettext_lazy("consent asked on"),
    "consent_how": gettext_lazy("how they were asked"),
    "reason": gettext_lazy("reason"),
    "how": gettext_lazy("kind of link"),
    "tool": gettext_lazy("tool"),
    "event": gettext_lazy("event"),
    "other": gettext_lazy("other document"),
    "value": gettext_lazy("figure"),
    "counts": gettext_lazy("what it counts"),
    "finding_of": gettext_lazy("whose finding it is"),
    "year": gettext_lazy("year"),
    "source_url": gettext_lazy("address of the source"),
    "source_title": gettext_lazy("title of the source"),
    "published_in": gettext_lazy("published in"),
    "slug": gettext_lazy("slug"),
}
MAX_CHOICES = 12

# Neither PostgreSQL nor UTF-8 can hold these: NUL, and halves of surrogate pairs.
NO_TEXT = re.compile("[\x00\ud800-\udfff]")


class RowProblemText(str):
    """A sentence that says what is wrong with a row, and in which field, where it is one field."""

    field: str

    def __new__(cls, sentence: str, field: str = "") -> Self:
        made = super().__new__(cls, sentence)
        made.field = field
        return made


class RowError(Exception):
    """A row that cannot be loaded. ``sentences`` say why, one for each problem."""

    def __init__(self, sentences: Iterable[str]) -> None:
        self.sentences = list(sentences)
        super().__init__(" ".join(self.sentences))


@dataclass(frozen=True)
class KnownRecords:
    """What rows are checked against: terms and organisations by their names, as primary keys.

    ``records``: other records, by kind.
    """

    terms: dict[tuple[str, str], int]
    single: frozenset[str]
    organisations: dict[str, int]  # matching_key(name) -> pk
    records: NamesByKind = field(default_factory=NamesByKind)


@dataclass
class RowReader:
    """Takes values out of one row and gathers every problem, so that a person sees all at once.

    ``partial``: the row may speak of some fields only; what it leaves out is not missing.
    ``labels``: what fields are called on pages; their names where there is none.
    """

    row: Row
    known: KnownRecords
    partial: bool = False
    problems: list[str] = field(default_factory=list)
    known_none: list[str] = field(default_factory=list)
    labels: Mapping[str, object] = field(default_factory=dict)

    def label(self, name: str) -> str:
        """What a field is called on pages."""
        return str(self.labels.get(name) or PART_LABELS.get(name, name))

    def finish(self) -> None:
        """Raise RowError if anything was wrong."""
        if self.problems:
            raise RowError(self.problems)

    def wrong(self, name: str, sentence: str) -> None:
        """Note a problem of one field."""
        self.problems.append(RowProblemText(sentence, name))

    def inside(self, name: str, reader: RowReader) -> None:
        """Take over the problems of an object within a field."""
        label = self.label(name) if reader.problems else ""
        self.problems += [
            RowProblemText(f"{label}: {problem}", name) for problem in reader.problems
        ]

    def text(self, name: str, *, most: int, required: bool = False) -> str | None:
        """A text of at most ``most`` characters; null, and an empty one, are "not known"."""
        value = self.row.get(name)
        if value is None and not required:
            return None
        if value is not None and not isinstance(value, str):
            self.wrong(name, _("“%(field)s” must be a text.") % {"field": self.label(name)})
            return None
        value = (value or "").strip()
        if NO_TEXT.search(value):
            self.wrong(
                name,
                _("“%(field)s” holds a character that is no text.") % {"field": self.label(name)},
            )
            return None
        if required and not value and not (self.partial and name not in self.row):
            self.wrong(name, _("“%(field)s” is missing.") % {"field": self.label(name)})
        elif len(value) > most:
            sentence = _("“%(field)s” has %(length)d characters. Shorten it to %(most)d.")
            words = {"field": self.label(name), "length": len(value), "most": most}
            self.wrong(name, sentence % words)
        return value or None

    def checked(self, name: str, check: Callable[[str], object], *, most: int) -> str | None:
        """A text that passes ``check``; that raises ValueError or ValidationError if not."""
        value = self.text(name, most=most)
        if value is None:
            return None
        try:
            check(value)
        except ValidationError as problem:
            self.wrong(name, f"{self.label(name)}: {' '.join(problem.messages)}")
        except ValueError as problem:
            self.wrong(name, f"{self.label(name)}: {problem}")
        return value

    def slug(self) -> str:
        value = self.text("slug", most=200, required=True)
        if value is None:
            return ""
        try:
            validate_slug(value)
        except ValidationError:
            self.wrong(
                "slug",
                _("“%(slug)s” is no slug: use letters, digits and hyphens.") % {"slug": value[:80]},
            )
        return value

    def url(self, name: str) -> str | None:
        """An address of the web, with its scheme."""
        value = self.text(name, most=1000)
        if value is None:
            return None
        try:
            web_address(value)
        except ValidationError:
            sentence = _(
                "“%(value)s” is no web address. Write “%(field)s” in full, such as "
                "https://www.example.org."
            )
            self.wrong(name, sentence % {"value": value[:80], "field": self.label(name)})
        return value

    def date(self, name: str) -> str | None:
        """A date as precise as given; a bare year may be a number."""
        if isinstance(self.row.get(name), int):
            self.row = self.row | {name: str(self.row[name])}
        return self.checked(name, partial_date.parse, most=10)

    def day(self, name: str) -> str | None:
        """A date with its day."""
        value = self.date(name)
        if value is not None and len(value) < len("2021-10-07"):
            self.wrong(
                name,
                _("“%(field)s” must be a day, such as 2021-10-07.") % {"field": self.label(name)},
            )
        return value

    def choice(self, name: str, choices: Iterable[str], default: str | None) -> str | None:
        value = self.text(name, most=60)
        if value is not None and value not in choices:
            # As people write them: the readers of files take a blank for a hyphen.
            shown = ", ".join(str(each).replace("-", " ") for each in list(choices)[:MAX_CHOICES])
            sentence = _("“%(field)s” cannot be “%(value)s”. Write one of these: %(choices)s.")
            words = {"field": self.label(name), "value": value, "choices": shown}
            self.wrong(name, sentence % words)
        return value or default

    def flag(self, name: str) -> bool | None:
        value = self.row.get(name)
        if value is None or isinstance(value, bool):
            return value
        self.wrong(name, _("“%(field)s” must be yes, no or empty.") % {"field": self.label(name)})
        return None

    def items(self, name: str) -> list[Any] | None:
        """A list, or None where the row says null; a single text counts as a list of one."""
        value = self.row.get(name)
        if isinstance(value, str):
            return [value]
        if value is None or isinstance(value, list):
            return value
        self.wrong(name, _("“%(field)s” must be a list.") % {"field": self.label(name)})
        return None

    def texts(self, name: str, *, most: int) -> list[str]:
        """The texts of a list, without empty ones; none where the row says null."""
        texts = []
        for value in self.items(name) or []:
            reader = RowReader({name: value}, self.known, labels=self.labels)
            text = reader.text(name, most=most)
            if not isinstance(value, str):
                sentence = _("“%(field)s” must be a list of texts.") % {"field": self.label(name)}
                reader.problems = [RowProblemText(sentence, name)]
            self.problems += reader.problems
            texts += [text] if text else []
        return texts

    def lines(self, name: str) -> str | None:
        """A list of sentences, one on each line; an empty list is "known to be none"."""
        lines = self.items(name)
        if lines is None:
            return None
        if not lines:
            self.known_none.append(name)
        if not all(isinstance(line, str) for line in lines):
            sentence = _("“%(field)s” must be a list of texts.") % {"field": self.label(name)}
            self.wrong(name, sentence)
            return None
        return "\n".join(line.strip() for line in lines) or None

    def terms(self, name: str, scheme: str) -> list[int]:
        """Primary keys of the terms named in the row; an empty list is "known to be none"."""
        if self.row.get(name) is None:
            return []
        slugs = self.items(name)
        if slugs is None:
            return []
        if not slugs:
            self.known_none.append(scheme)
        if scheme in self.known.single and len(slugs) > 1:
            self.wrong(
                name, _("“%(field)s” can have one value only.") % {"field": self.label(name)}
            )
        pks = []
        for slug in slugs:
            slug = slug.lower() if scheme == "country" and isinstance(slug, str) else slug
            pk = self.known.terms.get((scheme, slug)) if isinstance(slug, str) else None
            if pk is None:
                self.wrong(
                    name,
                    _("There is no term “%(word)s” for “%(field)s”.")
                    % {"field": self.label(name), "word": readable(slug)[:80]},
                )
            else:
                pks.append(pk)
        return list(dict.fromkeys(pks))

    def record(self, name: str, kind: str, *, most: int, required: bool = False) -> int | None:
        """The primary key of the one record that the row names."""
        text = self.text(name, most=most, required=required)
        if text is None:
            return None
        pk = self.known.records[kind].one(text)
        if pk is None:
            self.wrong(name, self.known.records[kind].problem(text))
        return pk

    def organisations(self, name: str) -> list[int]:
        pks = []
        for text in self.items(name) or []:
            pk = self.known.organisations.get(matching_key(str(text)))
            if pk is None and isinstance(text, str):
                pk = self.known.records[Organisation.kind].one(text)
            if pk is None:
                self.wrong(
                    name,
                    _("No organisation is called “%(name)s”.") % {"name": readable(text)[:120]},
                )
            else:
                pks.append(pk)
        return list(dict.fromkeys(pks))


def known_records() -> KnownRecords:
    """The terms and organisations there are now. Four queries."""
    organisations = {
        matching_key(name): pk for pk, name in Organisation.objects.values_list("pk", "name")
    }
    names = OrganisationName.objects.values_list("key", "organisation_id")
    return KnownRecords(
        terms={
            (scheme, slug): pk
            for scheme, slug, pk in Term.objects.values_list("scheme__slug", "slug", "pk")
        },
        single=frozenset(Scheme.objects.filter(multiple=False).values_list("slug", flat=True)),
        organisations=dict(names) | organisations,
    )
