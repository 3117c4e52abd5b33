"""Roles on a fresh database: the test database is one, made by the migrations alone."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from hub.accounts.roles import LEVELS, codenames

pytestmark = pytest.mark.django_db


def granted(role):
    found = Group.objects.get(name=role).permissions
    return {
        f"{app}.{name}" for app, name in found.values_list("content_type__app_label", "codename")
    }


def test_migrating_makes_both_roles():
    roles = {"curator", "administrator", "vocabulary", "focal_point"}
    assert set(Group.objects.values_list("name", flat=True)) == roles


def test_a_curator_may_read_add_and_change_the_catalogue():
    models = (
        "catalogue.{}_tool",
        "catalogue.{}_organisation",
        "core.{}_source",
    )
    wanted = {name.format(do) for name in models for do in ("view", "add", "change")}
    assert wanted <= granted("curator")


def test_the_vocabulary_is_changed_by_its_own_role_alone():
    changed = {
        f"vocabulary.{do}_{model}"
        for do in ("view", "add", "change")
        for model in ("scheme", "term", "termlabel")
    }
    assert granted("vocabulary") == changed
    reading = {name for name in changed if ".view_" in name}
    for role in ("curator", "administrator", "focal_point"):
        assert granted(role) & changed == reading, role


def test_a_focal_point_holds_nothing_of_records_by_the_role():
    assert granted("focal_point") == {
        "vocabulary.view_scheme", "vocabulary.view_term", "vocabulary.view_termlabel",
        "core.view_source", "core.add_source",
    }  # fmt: skip


def test_nobody_may_delete_a_record():
    roles = ("curator", "administrator", "vocabulary", "focal_point")
    deleting = {name for role in roles for name in granted(role) if "delete" in name}
    assert deleting == {"accounts.delete_person"}


def test_a_curator_has_nothing_to_do_with_people():
    assert not {name for name in granted("curator") if name.startswith(("accounts.", "auth."))}


def test_an_administrator_is_a_curator_who_makes_people_and_operates_the_mails():
    people = {f"accounts.{do}_person" for do in ("view", "add", "change", "delete")}
    mails = {
        model.format(do)
        for do in ("view", "add", "change")
        for model in ("digests.{}_addresslookup", "outbox.{}_mail", "outbox.{}_mailhold")
    }
    runs = {"monitoring.view_heartbeat", "reporting.unmask_reportrequest"}
    runs |= {"accounts.view_accesschange"}
    runs |= {f"identity.{do}_identityversion" for do in ("view", "add", "change")}
    assert granted("administrator") == granted("curator") | people | mails | runs


def test_the_ledger_is_read_only():
    ledger = {name for name in granted("administrator") if name.endswith(("_revision", "_change"))}
    assert ledger == {"core.view_revision", "core.view_change"}


def test_every_permission_of_a_role_names_a_model_that_exists():
    models = {f"{m._meta.app_label}.{m._meta.model_name}" for m in apps.get_models()}
    named = {
        f"{config.label}.{codename.partition('_')[2]}"
        for config in apps.get_app_configs()
        for codename in codenames(config.label, *LEVELS)
    }
    assert (named <= models, len(named) > 50) == (True, True)


# What curators edit, written out: a model that is added is added here on purpose.
EDITED = {
    "core": "source",
    "catalogue": "tool toolterm toolorganisation toolcitation organisation organisationname "
    "organisationterm organisationcitation deployment deploymentterm deploymentorganisation "
    "deploymentcitation misusepattern misuseterm misuseanswer misusecitation "
    "helpline helplineterm helplinechannel helplinecitation",
    "events": "event eventterm eventorganisation participation keymessage statistic eventlink "
    "eventcitation",
    "recommendations": "document documentterm documentorganisation documentevent documentrelation "
    "documentstatistic documentcitation recommendation recommendationterm recommendationtool "
    "recommendationevent recommendationcitation followup managementresponse "
    "documentaddressee recommendationaddressee reportinground",
    "reporting": "reportrequest",
    "imports": "importsource profile import importrow",
    "suggestions": "suggestion",
    "desk": "task",
    "questions": "question answeredquestion questionterm questionanswer questioncitation",
    "contacts": "contact",
    "stewards": "stewardship",
    "confirmations": "confirmation",
    "bulk_changes": "bulkchange",
    "purging": "purgerequest",
    "redaction": "redaction",
    "merging": "recordmerge",
}
READ = {
    "core": "revision change formerslug",
    "vocabulary": "scheme term termlabel",
    "imports": "sourcerecordstate",
    "reporting": "reportanswer",
    "confirmations": "confirmationanswer",
    "suggestions": "suggestedfact suggestionmessage",
    "questions": "answerrequest answer",
    "link_checks": "checkedaddress",
    "drafts": "recorddraft",
}


def test_a_curator_may_do_what_the_record_types_and_apps_say_and_no_more():
    edited = {
        f"{app}.{action}_{model}"
        for app, models in EDITED.items()
        for model in models.split()
        for action in ("view", "add", "change")
    }
    read = {f"{app}.view_{model}" for app, models in READ.items() for model in models.split()}
    assert granted("curator") == edited | read


def test_migrating_again_gives_back_what_was_taken_and_takes_what_was_given():
    curator = Group.objects.get(name="curator")
    before = granted("curator")
    curator.permissions.remove(Permission.objects.get(codename="change_tool"))
    curator.permissions.add(Permission.objects.get(codename="delete_tool"))
    call_command("migrate", verbosity=0)
    assert granted("curator") == before
