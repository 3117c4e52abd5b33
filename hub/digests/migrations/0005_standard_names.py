from django.db import migrations

from hub.records.migration_operations import carry_permissions


class Migration(migrations.Migration):
    """Classes only: each keeps its table."""

    dependencies = [
        ("digests", "0004_items_to_carry"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.AlterModelTable("asked", "digests_asked"),
        migrations.RenameModel("Asked", "AddressLookup"),
        carry_permissions("digests", "asked", "addresslookup"),
        migrations.AlterModelTable("posted", "digests_posted"),
        migrations.RenameModel("Posted", "PendingSignup"),
        carry_permissions("digests", "posted", "pendingsignup"),
    ]
