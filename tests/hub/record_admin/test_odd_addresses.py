"""What the addresses of the admin's lists may say: never a 500."""

import pytest
from django.contrib import admin
from django.db import transaction

from hub.accounts.models import Person

pytestmark = pytest.mark.django_db

YEARS = [
    "__year=0",
    "__year=10000",
    "__year=99999",
    "__iso_year=0",
    "__year__gte=0",
    "__year__in=0",
]
ODD = [
    "p=0", "p=-1", f"p={'9' * 5000}", "p=%00", "o=99.-5.x", f"o={'9' * 5000}", "o=%00", "q=%00",
    "all=%00", "_facets=%00", "id=%00", "id__regex=(", "id__in=1,x", f"id={'9' * 30}", "pk__gt=x",
    "id__range=1", "id__nothing=1", "id__year=0", "e=%00", "_popup=%00", "_changelist_filters=%00",
]  # fmt: skip


def queries_of(model, model_admin):
    """Of one list all, of the others a year of 0 and all filters at once."""
    days = [field.name for field in model._meta.fields if "Date" in field.get_internal_type()]
    if model is Person:
        return [f"{day}{year}" for day in days for year in YEARS] + ODD
    filters = (getattr(item, "parameter_name", "") for item in model_admin.list_filter)
    return [*(f"{day}__year=0" for day in days[:1]), "&".join(f"{name}=%00" for name in filters)]


def test_no_parameter_of_a_list_of_the_admin_fails(signed_in):
    browser = signed_in("curator", "administrator")
    browser.raise_request_exception = False
    failed = []
    for model, model_admin in admin.site._registry.items():
        address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        for query in queries_of(model, model_admin):
            start = transaction.savepoint()  # since the database refuses some of them
            status = browser.get(f"{address}?{query}").status_code
            transaction.savepoint_rollback(start)
            if status >= 500:
                failed.append(f"{address}?{query[:40]}: {status}")
    assert failed == []


def test_a_year_that_cannot_be_leads_to_the_whole_list_and_says_so(signed_in):
    answer = signed_in("administrator").get(
        "/admin/accounts/person/?date_joined__year=0", follow=True
    )
    assert answer.redirect_chain == [("/admin/accounts/person/?e=1", 302)]
    assert "The list cannot be narrowed" in answer.content.decode()
    assert answer.context["cl"].result_count == Person.objects.count()
