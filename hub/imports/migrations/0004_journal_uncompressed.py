from django.db import migrations


def keep_plain(apps, schema_editor):
    """PostgreSQL would compress each line as it is written and unpack it as it is applied."""
    if schema_editor.connection.vendor == "postgresql":
        for column in ("values", "before"):
            schema_editor.execute(
                f'ALTER TABLE "imports_write" ALTER COLUMN "{column}" SET STORAGE EXTERNAL'
            )


class Migration(migrations.Migration):
    dependencies = [("imports", "0003_what_follows")]

    operations = [migrations.RunPython(keep_plain, migrations.RunPython.noop)]
