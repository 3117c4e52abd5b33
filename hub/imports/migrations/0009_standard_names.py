from django.db import migrations

from hub.records.migration_operations import carry_permissions


class Migration(migrations.Migration):
    """Classes only: each keeps its table."""

    dependencies = [
        ("imports", "0008_one_index_for_each"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.AlterModelTable("imported", "imports_imported"),
        migrations.RenameModel("Imported", "SourceRecordState"),
        carry_permissions("imports", "imported", "sourcerecordstate"),
        migrations.AlterModelTable("share", "imports_share"),
        migrations.RenameModel("Share", "RowRange"),
        carry_permissions("imports", "share", "rowrange"),
        migrations.AlterModelTable("write", "imports_write"),
        migrations.RenameModel("Write", "JournalEntry"),
        carry_permissions("imports", "write", "journalentry"),
    ]
