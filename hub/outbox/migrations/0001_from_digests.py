"""The model ``Mail`` comes from the app ``digests``: its table stays as it is, with its rows.

The content type is renamed in place, so that permissions, groups and the admin's log keep theirs.
"""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models
from django.db.models import F, Q

import hub.outbox.models


def move_content_type(old, new):
    def move(apps, schema_editor):
        content_types = apps.get_model("contenttypes", "ContentType").objects.using(
            schema_editor.connection.alias
        )
        moved = content_types.filter(app_label=old, model="mail")
        if moved.exists():
            # One that was made under the new name meanwhile has nothing to its name.
            content_types.filter(app_label=new, model="mail").delete()
            moved.update(app_label=new)
        apps.get_model("contenttypes", "ContentType").objects.clear_cache()

    return move


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("digests", "0005_standard_names"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Mail",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("purpose", models.CharField(choices=[("digest", "News"), ("confirmation", "Confirmation")], default="digest", max_length=14, verbose_name="purpose")),
                        ("period_start", models.DateTimeField(null=True)),
                        ("period_end", models.DateTimeField(null=True)),
                        ("message_id", models.CharField(default=hub.outbox.models.new_message_id, max_length=300, unique=True)),
                        ("state", models.CharField(choices=[("due", "To be sent"), ("claimed", "Being prepared"), ("sending", "Being sent"), ("sent", "Sent"), ("failed", "Refused"), ("uncertain", "Not known whether it arrived")], default="due", max_length=10, verbose_name="state")),
                        ("token", models.UUIDField(null=True)),
                        ("lease_until", models.DateTimeField(null=True)),
                        ("heartbeat_at", models.DateTimeField(null=True)),
                        ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                        ("next_try_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="next attempt")),
                        ("first_try_at", models.DateTimeField(null=True, verbose_name="first attempt")),
                        ("reply", models.CharField(blank=True, default="", max_length=500, verbose_name="reply of the mail server")),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="decided")),
                        ("sent_at", models.DateTimeField(null=True, verbose_name="sent")),
                        ("subscriber", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="mails", to="digests.subscriber", verbose_name="subscriber")),
                    ],
                    options={
                        "verbose_name": "mail",
                        "verbose_name_plural": "mails",
                        "db_table": "digests_mail",
                        "ordering": ["-pk"],
                        "constraints": [
                            models.UniqueConstraint(condition=Q(purpose="digest"), fields=("subscriber", "period_end"), name="digests_one_mail_per_period"),
                            models.CheckConstraint(condition=Q(purpose="confirmation") | Q(purpose="digest", period_start__isnull=False, period_end__gt=F("period_start")), name="digests_mail_purpose_and_period"),
                            models.CheckConstraint(condition=Q(state__in=["due", "claimed", "sending", "sent", "failed", "uncertain"]), name="digests_mail_state"),
                            models.CheckConstraint(condition=~Q(state__in=["claimed", "sending"]) | Q(token__isnull=False), name="digests_mail_claimed_by_somebody"),
                        ],
                        "indexes": [
                            models.Index(condition=Q(state="due"), fields=["next_try_at"], name="digests_mail_due"),
                            models.Index(condition=~Q(state__in=["due", "sent"]), fields=["state"], name="digests_mail_open"),
                        ],
                    },
                ),
            ],
        ),
        migrations.RunPython(
            move_content_type("digests", "outbox"), move_content_type("outbox", "digests")
        ),
    ]
