from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outbox", "0006_next_try_by_database_clock")]

    operations = [
        migrations.AddIndex(
            model_name="mail",
            index=models.Index(
                condition=models.Q(("state", "sent")),
                fields=["sent_at"],
                name="digests_mail_sent",
            ),
        ),
    ]
