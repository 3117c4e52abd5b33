from django.db import migrations


def drop_what_only_this_release_knows(apps, schema_editor):
    """On the way back: mails of purposes that the constraint before does not allow."""
    mails = apps.get_model("outbox", "Mail").objects
    mails.exclude(purpose="digest").exclude(purpose="confirmation").delete()


class Migration(migrations.Migration):
    """Nothing forwards. Apart from 0002: PostgreSQL alters no table with deletions under way."""

    dependencies = [("outbox", "0002_recipients_and_messages")]

    operations = [
        migrations.RunPython(
            migrations.RunPython.noop, drop_what_only_this_release_knows, elidable=True
        )
    ]
