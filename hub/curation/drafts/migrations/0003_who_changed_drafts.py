from django.db import migrations
from django.db.models import F


def note_who_saved(apps, schema_editor):
    """Of drafts that there are, whoever saved one last is taken for who changed it last."""
    drafts = apps.get_model("drafts", "RecordDraft").objects.using(schema_editor.connection.alias)
    drafts.filter(changed_by=None).update(changed_by=F("saved_by"))


class Migration(migrations.Migration):
    dependencies = [("drafts", "0002_changed_by")]

    operations = [migrations.RunPython(note_who_saved, migrations.RunPython.noop)]
