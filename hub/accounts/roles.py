"""What curators and administrators may do: two groups, made anew after every migration.

Permissions exist only once Django has made them after a migration, and in the order of the apps;
so each app's are asked for here before they are given to a role.
"""

from typing import Any

from django.apps import AppConfig, apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db.models import Q

CURATOR = "curator"
ADMINISTRATOR = "administrator"

# By app: models that a role may read, add to and change. Nobody deletes a record: it is archived.
# Rows that belong to a record (names, citations) follow the permission to change the record.
EDITED = {
    "core": {"source"},
    "vocabulary": {"scheme", "term", "termlabel"},
    "catalogue": {
        "tool",
        "toolterm",
        "toolorganisation",
        "toolcitation",
        "organisation",
        "organisationname",
        "organisationterm",
        "organisationcitation",
        "deployment",
        "deploymentterm",
        "deploymentorganisation",
        "deploymentcitation",
        "misusepattern",
        "misuseterm",
        "misuseanswer",
        "misusecitation",
    },
    "events": {
        "event",
        "eventterm",
        "eventorganisation",
        "participation",
        "keymessage",
        "statistic",
        "eventlink",
        "eventcitation",
    },
    "recommendations": {
        "document",
        "documentterm",
        "documentorganisation",
        "documentevent",
        "documentrelation",
        "documentstatistic",
        "documentcitation",
        "recommendation",
        "recommendationterm",
        "recommendationtool",
        "recommendationevent",
        "recommendationcitation",
        "followup",
        "managementresponse",
    },
    "imports": {"importsource", "profile", "import", "importrow"},
}
READ = {
    "core": {"revision", "change", "formerslug"},
    "catalogue": {"load", "loadproblem"},
    "imports": {"sourcerecordstate", "journalentry"},
}
PEOPLE = {"accounts": {"person"}}
# What only administrators see and decide on, and nobody deletes.
OPERATED = {"digests": {"addresslookup"}, "outbox": {"mail"}}


def after_migration(sender: AppConfig, **options: Any) -> None:
    """Receiver of ``post_migrate``: the sender's permissions to the roles. Idempotent."""
    if any(sender.label in models for models in (EDITED, PEOPLE, OPERATED)):
        create_permissions(
            # `flush` sends the signal without a registry.
            sender,
            verbosity=0,
            using=options["using"],
            apps=options.get("apps") or apps,
        )
        give_permissions(sender.label)


def give_permissions(app: str) -> None:
    """Set what the roles may do in one app; permissions in other apps stay."""
    curators = permissions(app, EDITED, ("view", "add", "change"))
    curators |= permissions(app, READ, ("view",))
    administrators = curators | permissions(app, PEOPLE, ("view", "add", "change", "delete"))
    administrators |= permissions(app, OPERATED, ("view", "add", "change"))
    for role, keys in ((CURATOR, curators), (ADMINISTRATOR, administrators)):
        group, _made = Group.objects.get_or_create(name=role)
        group.permissions.remove(
            *group.permissions.filter(content_type__app_label=app).exclude(pk__in=keys)
        )
        group.permissions.add(*keys)


def permissions(app: str, models: dict[str, set[str]], actions: tuple[str, ...]) -> set[int]:
    names = Q(codename__in=[f"{do}_{model}" for do in actions for model in models.get(app, ())])
    rows = Permission.objects.filter(names, content_type__app_label=app)
    return set(rows.values_list("pk", flat=True))
