from typing import Any

from django.db import migrations


def say_so(apps: Any, schema_editor: Any) -> None:
    """What was published before there was a panel was never assessed: the page says so."""
    tool = apps.get_model("catalogue", "Tool")
    tool.objects.using(schema_editor.connection.alias).filter(panel="").update(panel="not_assessed")


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0002_practice_notes_misuse_and_panel")]

    operations = [migrations.RunPython(say_so, migrations.RunPython.noop, elidable=True)]
