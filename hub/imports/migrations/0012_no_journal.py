from django.db import migrations


class Migration(migrations.Migration):
    """Revisions and ``ImportRow.before`` say what was there before."""

    dependencies = [
        ("imports", "0011_from_the_journal"),
    ]

    operations = [
        migrations.DeleteModel("JournalEntry"),
    ]
