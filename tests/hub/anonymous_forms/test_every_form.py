"""Whatever can be sent without signing in: which forms cause mail, and that none causes more.

Every address of the site is tried with every form that the code knows, so that a form that is new
is found without being named here.
"""

from collections.abc import Iterator

import pytest
from django import forms
from django.apps import apps
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern

from hub.accounts import password_requests
from hub.anonymous_forms.models import MailCount, PendingForm
from hub.digests.signup import signup
from hub.outbox import mail_kinds
from hub.outbox.models import Mail

# Who can cause a mail of this kind. A new kind belongs to one of the two.
BY_ANYBODY = {"confirmation", "password_reset", "no_account", "no_password", "suggestion"}
BY_THOSE_WE_KNOW = {
    "digest": "whoever confirmed",
    "invitation": "administrators",
    "joining_link": "administrators",
    "sign_on_notice": "the site itself, for administrators",
    "factor_added": "people who are signed in, about their own account",
    "factor_removed": "people who are signed in, about their own account",
    "codes_made": "people who are signed in, about their own account",
    "code_used": "whoever gave the password and a recovery code",
    "factors_gone": "operators, by a command",
    "access_changed": "administrators, about people whom they change",
    "account_unused": "the site itself, for people who have not signed in",
    "desk": "curators who name each other in a comment",
    "danger": "whoever reports a danger: it goes to curators, whatever was typed",
    "report": "focal points whom curators have asked",
    "question": "curators, who choose whom a question is put to",
    "maker": "curators and the calendar, for contacts that a body publishes",
    "import": "curators, at the end of an import",
    "monitoring": "the site itself, for administrators",
    "message": "libraries, for people who are signed in",
}
# Where anybody can cause one. A new address belongs here, and into docs/digests.md.
CAUSES = {"/subscribe/", "/accounts/password/reset/"}
VICTIM = "victim@example.org"
# What a field that takes any text must hold for its form to be valid.
VALUES = {"of": "tool", "query": "", "time_zone": "UTC", "token": "x", "do": "save"}


def paths(resolver: URLResolver, before: str = "/") -> Iterator[str]:
    """Every address, with 1 or x where it names something."""
    for pattern in resolver.url_patterns:
        own = "" if isinstance(pattern.pattern, LocalePrefixPattern) else str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from paths(pattern, before + own)
        elif isinstance(pattern, URLPattern):
            yield filled(before + own)


def filled(route: str) -> str:
    while "<" in route:
        start, _bracket, rest = route.partition("<")
        name, _bracket, end = rest.partition(">")
        route = start + ("1" if name.startswith("int:") else "x") + end
    return route.replace("^", "").replace("$", "").replace("\\Z", "")


def form_classes(form: type[forms.BaseForm]) -> Iterator[type[forms.BaseForm]]:
    for derived in form.__subclasses__():
        yield derived
        yield from form_classes(derived)


def value_of(name: str, field: forms.Field) -> object:
    if isinstance(field, forms.EmailField) or "mail" in name or "address" in name:
        return VICTIM
    if isinstance(field, forms.MultipleChoiceField):
        return [value for value, _label in field.choices][:1]
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        return next((value for value, _label in field.choices if value), "")
    return VALUES.get(name, "on")


def everything_that_can_be_typed() -> list[dict[str, object]]:
    """What each form of the code that asks for an address would be sent with, once each."""
    sent = {}
    for form in form_classes(forms.BaseForm):
        values = {n: value_of(n, field) for n, field in getattr(form, "base_fields", {}).items()}
        if VICTIM in values.values():
            sent[tuple(sorted(values))] = values
    return list(sent.values())


def pending_forms() -> list[type[PendingForm]]:
    return [model for model in apps.get_models() if issubclass(model, PendingForm)]


def work() -> None:
    """What the workers do with forms that wait."""
    password_requests.process_pending()
    signup.process_pending()


def causes_mail(path: str, form: dict[str, object]) -> bool:
    Client(raise_request_exception=False).post(path, form)
    stored = any(model.objects.exists() for model in pending_forms()) or Mail.objects.exists()
    for model in pending_forms():
        model.objects.all().delete()
    Mail.objects.all().delete()
    return stored


@pytest.mark.django_db
def test_these_addresses_cause_mail_and_no_other():
    tried = {path for path in paths(get_resolver()) if "static" not in path}
    assert len(tried) > 100
    typed = everything_that_can_be_typed()
    assert len(typed) > 3
    assert {path for path in tried for form in typed if causes_mail(path, form)} == CAUSES


def test_every_kind_of_mail_says_who_can_cause_it():
    known = {kind.purpose for kind in mail_kinds.registered()}
    assert known == BY_ANYBODY | BY_THOSE_WE_KNOW.keys()


@pytest.mark.django_db
@pytest.mark.both_databases
def test_whatever_one_sends_a_mailbox_gets_one_mail(client):
    spellings = [VICTIM, "v.ictim@example.org", "victim+1@example.org", "VICTIM@EXAMPLE.ORG"]
    for path in CAUSES:
        for form in everything_that_can_be_typed():
            for spelling in spellings:
                changed = {n: spelling if v == VICTIM else v for n, v in form.items()}
                client.post(path, changed)
    assert sum(model.objects.count() for model in pending_forms()) >= 2 * len(spellings)
    work()
    assert (Mail.objects.count(), MailCount.objects.count()) == (1, 1)
    assert set(Mail.objects.values_list("purpose", flat=True)) <= BY_ANYBODY
