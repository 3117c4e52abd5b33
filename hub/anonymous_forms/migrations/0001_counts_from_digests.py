"""The counts of mails come from the app ``digests``: their table stays as it is, with its rows.

The content type is renamed in place, as that of ``outbox.Mail`` was.
"""

import django.utils.timezone
from django.db import migrations, models


def move_content_type(old, new):
    def move(apps, schema_editor):
        content_types = apps.get_model("contenttypes", "ContentType").objects.using(
            schema_editor.connection.alias
        )
        moved = content_types.filter(app_label=old[0], model=old[1])
        if moved.exists():
            # One that was made under the new name meanwhile has nothing to its name.
            content_types.filter(app_label=new[0], model=new[1]).delete()
            moved.update(app_label=new[0], model=new[1])
        apps.get_model("contenttypes", "ContentType").objects.clear_cache()

    return move


OLD, NEW = ("digests", "confirmationcount"), ("anonymous_forms", "mailcount")


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("digests", "0009_order_by_numbers"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="MailCount",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("limit_key", models.CharField(max_length=64, unique=True)),
                        ("first_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("last_at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                        ("in_all", models.PositiveSmallIntegerField(default=0)),
                    ],
                    options={
                        "verbose_name": "count of mails to an address",
                        "verbose_name_plural": "counts of mails to addresses",
                        "db_table": "digests_confirmationcount",
                    },
                ),
            ],
        ),
        migrations.RunPython(move_content_type(OLD, NEW), move_content_type(NEW, OLD)),
        migrations.CreateModel(
            name="RateLimit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=100, unique=True)),
                ("used_until", models.DateTimeField(db_index=True)),
            ],
            options={"verbose_name": "rate", "verbose_name_plural": "rates"},
        ),
    ]
