"""The counts of mails go to the app ``anonymous_forms``: in the database nothing changes."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("digests", "0009_order_by_numbers"),
        ("anonymous_forms", "0001_counts_from_digests"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.DeleteModel(name="ConfirmationCount")],
        ),
    ]
