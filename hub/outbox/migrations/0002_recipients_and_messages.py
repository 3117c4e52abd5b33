import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

import hub.outbox.models


class Migration(migrations.Migration):
    """Mails to people and to sealed addresses, and mails of any purpose."""

    dependencies = [
        # Behind the point where the table has one model only: SQLite makes the table anew.
        ("digests", "0006_mail_to_outbox"),
        ("outbox", "0001_from_digests"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="mail",
            name="person",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="person"),
        ),
        migrations.AddField(
            model_name="mail",
            name="address",
            field=models.TextField(default="", help_text="sealed; see hub.outbox.sealing"),
        ),
        migrations.AddField(
            model_name="mail",
            name="sealed_message",
            field=models.TextField(default="", help_text="sealed; the message as bytes"),
        ),
        migrations.AlterField(
            model_name="mail",
            name="purpose",
            field=models.CharField(choices=hub.outbox.models.purpose_choices, max_length=14, verbose_name="purpose"),
        ),
        migrations.RemoveConstraint(model_name="mail", name="digests_mail_purpose_and_period"),
        migrations.AddConstraint(
            model_name="mail",
            constraint=models.CheckConstraint(condition=~Q(purpose="digest") | Q(period_start__isnull=False, period_end__gt=F("period_start")), name="digests_mail_purpose_and_period"),
        ),
    ]
