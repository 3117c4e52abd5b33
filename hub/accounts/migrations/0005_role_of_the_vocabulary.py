from django.db import migrations

COULD = ("curator", "administrator")


def give_role(apps, schema_editor):
    """Who could change terms until now still can: all curators and administrators."""
    alias = schema_editor.connection.alias
    group, _made = apps.get_model("auth", "Group").objects.using(alias).get_or_create(
        name="vocabulary"
    )
    people = apps.get_model("accounts", "Person").objects.using(alias)
    for person in people.filter(groups__name__in=COULD).distinct():
        person.groups.add(group)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_access_changes"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [migrations.RunPython(give_role, migrations.RunPython.noop)]
