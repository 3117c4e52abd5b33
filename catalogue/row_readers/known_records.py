"""What rows are checked against, as the database has it now."""

from __future__ import annotations

from catalogue.models import Organisation, OrganisationName
from catalogue.models.organisation import matching_key
from catalogue.row_readers.reader import KnownRecords
from hub.vocabulary.models import Scheme, Term


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
