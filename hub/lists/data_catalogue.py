"""The records of the site as data sets, for search engines of data: https://schema.org/DataCatalog.

Each list is a data set. Only what is known is stated: no licence where none is set, no files where
none are offered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language

from hub.identity.site_identity import current_identity, site_name
from hub.lists.spec import ListSpec, list_specs
from hub.web.operator import operator
from hub.web.responses import absolute

CONTEXT = "https://schema.org"


@dataclass(frozen=True, slots=True)
class DatasetFile:
    """A file that a data set can be taken as: its path and its media type; ``modified`` is a date
    (ISO 8601), or empty.
    """

    path: str
    media_type: str
    modified: str = ""


def data_catalogue(files: Mapping[str, Sequence[DatasetFile]] | None = None) -> dict[str, Any]:
    """All data sets of the site. ``files``: by kind of record, whole lists only."""
    files = files or {}
    return _known(
        {
            "@context": CONTEXT,
            "@type": "DataCatalog",
            "@id": f"{absolute(reverse('about'))}#data",
            "name": site_name(),
            "url": absolute(reverse("home")),
            "inLanguage": get_language(),
            "publisher": _publisher(),
            "license": _licence(),
            "dataset": [_dataset(spec, files.get(spec.kind, ())) for spec in list_specs.values()],
        }
    )


def _dataset(spec: ListSpec, files: Sequence[DatasetFile]) -> dict[str, Any]:
    """https://schema.org/Dataset. Without a context: it stands in the catalogue."""
    address = absolute(spec.base)
    return _known(
        {
            "@type": "Dataset",
            "@id": address,
            "identifier": spec.kind,
            "name": f"{spec.title} · {site_name()}",
            "description": str(spec.description),
            "url": address,
            "creator": _publisher(),
            "license": _licence(),
            "isAccessibleForFree": True,
            "distribution": [_download(file) for file in files],
        }
    )


def _download(file: DatasetFile) -> dict[str, Any]:
    return _known(
        {
            "@type": "DataDownload",
            "contentUrl": absolute(file.path),
            "encodingFormat": file.media_type,
            "dateModified": file.modified,
        }
    )


def _publisher() -> dict[str, str] | None:
    """Who runs the site; nobody where it is a demonstration."""
    name = current_identity().operator_name
    return {"@type": "Organization", "name": name} if name else None


def _licence() -> str:
    terms = operator()
    return terms.licence_url or terms.licence


def _known(properties: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in properties.items() if value not in (None, "", [])}
