import secrets

from django.db import migrations, models

import hub.records.models.search_state


def begin_epoch(apps, schema_editor):
    """Also before anything was published: what is made of an empty site is of an epoch too."""
    apps.get_model("core", "SearchState").objects.update_or_create(
        pk=1, defaults={"epoch": secrets.token_hex(16)}
    )


class Migration(migrations.Migration):

    dependencies = [("core", "0005_reason_is_public")]

    operations = [
        # While it is deployed, the release before inserts the row without one.
        migrations.AddField(
            model_name="searchstate",
            name="epoch",
            field=models.CharField(db_default="", default=hub.records.models.search_state.new_epoch, max_length=32),
        ),
        migrations.RunPython(begin_epoch, migrations.RunPython.noop, elidable=True),
    ]
