"""What roles may do: groups whose permissions are made anew after every migration.

Curators edit records of every kind; administrators are curators who make people. Whoever changes
the vocabulary is in a group of its own beside that. Focal points hold next to nothing here: what
they may do with the records of their organisations is said by ``hub.records.record_access``.

Permissions exist only once Django has made them after a migration, and in the order of the apps;
so each app's are asked for here before they are given to a role.
"""

from typing import Any

from django.apps import AppConfig, apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db.models import CASCADE

from hub.records.registry import record_types

CURATOR = "curator"
ADMINISTRATOR = "administrator"
VOCABULARY = "vocabulary"
FOCAL_POINT = "focal_point"

# What apps may grant on their models, by the attribute of their AppConfig: who, and which actions.
# Nobody deletes a record: it is archived. Records themselves need no grant, see ``edited_records``.
GRANTS = {
    "curators_edit": (CURATOR, ("view", "add", "change")),
    "curators_read": (CURATOR, ("view",)),
    "vocabulary_edit": (VOCABULARY, ("view", "add", "change")),
    "focal_points_read": (FOCAL_POINT, ("view",)),
    "focal_points_add": (FOCAL_POINT, ("view", "add")),
    "administrators_read": (ADMINISTRATOR, ("view",)),
    "administrators_unmask": (ADMINISTRATOR, ("unmask",)),
    "administrators_edit": (ADMINISTRATOR, ("view", "add", "change")),
    "administrators_manage": (ADMINISTRATOR, ("view", "add", "change", "delete")),
}
# Which grants a role has: its own, and those of another that it takes in.
LEVELS = {
    CURATOR: (CURATOR,),
    ADMINISTRATOR: (CURATOR, ADMINISTRATOR),
    VOCABULARY: (VOCABULARY,),
    FOCAL_POINT: (FOCAL_POINT,),
}


def after_migration(sender: AppConfig, **options: Any) -> None:
    """Receiver of ``post_migrate``: the sender's permissions to the roles. Idempotent."""
    if codenames(sender.label, *LEVELS):
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
    for role, levels in LEVELS.items():
        group, _made = Group.objects.get_or_create(name=role)
        granted = Permission.objects.filter(
            content_type__app_label=app, codename__in=codenames(app, *levels)
        )
        group.permissions.remove(
            *group.permissions.filter(content_type__app_label=app).exclude(pk__in=granted)
        )
        group.permissions.add(*granted)


def codenames(app: str, *levels: str) -> set[str]:
    """Permissions that an app grants to these roles, such as ``change_tool``."""
    config = apps.get_app_config(app)
    names = {
        f"{action}_{model}"
        for attribute, (role, actions) in GRANTS.items()
        if role in levels
        for model in getattr(config, attribute, ())
        for action in actions
    }
    if CURATOR in levels:
        names |= {
            f"{action}_{model}"
            for model in edited_records(app)
            for action in GRANTS["curators_edit"][1]
        }
    return names


def edited_records(app: str) -> set[str]:
    """The models of an app's record types, and those of the rows that belong to a record.

    A row belongs to the record with which it is deleted: names, citations, links.
    """
    models = [
        record_type.model
        for record_type in record_types.values()
        if record_type.model._meta.app_label == app
    ]
    rows = {
        relation.related_model._meta.model_name
        for model in models
        for relation in model._meta.related_objects
        if relation.on_delete is CASCADE
    }
    return rows | {model._meta.model_name for model in models}
