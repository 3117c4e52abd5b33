"""What a request for a file asks for: of which list, filtered how, with which fields."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import ngettext

from hub.lists.filter_form import UnusableQueryError
from hub.lists.spec import ListSpec
from hub.open_data.exported_fields import fields_by_name
from hub.search_engine.query import Query
from hub.web.paths import query_string, with_query

FIELDS = "fields"
MAX_NAMED = 5  # names in one sentence
MAX_NAME = 40


@dataclass(frozen=True)
class FileRequest:
    """``names``: of the fields that are wanted; None for all."""

    spec: ListSpec
    query: Query
    is_exact: bool
    names: tuple[str, ...] | None

    @classmethod
    def read(cls, request: HttpRequest, spec: ListSpec) -> FileRequest:
        """Whatever its page: a file is whole. Raises UnusableQueryError."""
        query, is_exact = spec.read(request)
        names = wanted_names(request.GET.getlist(FIELDS))
        known = fields_by_name(spec.kind)
        if unknown := [name for name in names if name not in known]:
            raise UnusableQueryError([unknown_fields_sentence(unknown, known)], query.with_page(1))
        return cls(spec, query.with_page(1), is_exact, names or None)

    def parameters(self, *, with_fields: bool = True) -> str:
        """As they stand behind the address of this list, in any format."""
        more = [("exact", "1")] if self.is_exact and self.query.text else []
        if with_fields and self.names is not None:
            more.append((FIELDS, ",".join(self.names)))
        return "&".join(filter(None, (self.query.canonical(), query_string(more))))

    @property
    def list_address(self) -> str:
        """The path of the list's page, under the same filter."""
        return with_query(self.spec.base, self.parameters(with_fields=False))

    def address(self, ending: str) -> str:
        """The path of the same in another format, such as ``csv``."""
        return with_query(f"{self.spec.base.rstrip('/')}.{ending}", self.parameters())


def wanted_names(values: Sequence[str]) -> tuple[str, ...]:
    """Names out of a repeated parameter, each of which may hold several behind commas."""
    names = (name.strip() for value in values for name in value.split(","))
    return tuple(dict.fromkeys(filter(None, names)))


def unknown_fields_sentence(unknown: Sequence[str], known: Iterable[str]) -> str:
    shown = ", ".join(f"“{name[:MAX_NAME]}”" for name in unknown[:MAX_NAMED])
    sentence = ngettext(
        "There is no field %(names)s. The fields are: %(known)s.",
        "There are no fields %(names)s. The fields are: %(known)s.",
        len(unknown),
    )
    return sentence % {"names": shown, "known": ", ".join(known)}
