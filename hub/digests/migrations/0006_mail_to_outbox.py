"""The model ``Mail`` goes to the app ``outbox``: in the database nothing changes."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("digests", "0005_standard_names"),
        ("outbox", "0001_from_digests"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="mailitem",
                    name="mail",
                    field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="items", to="outbox.mail"),
                ),
                migrations.DeleteModel(name="Mail"),
            ],
        ),
        migrations.AlterField(
            model_name="subscriber",
            name="address",
            field=models.TextField(help_text="sealed; see hub.outbox.sealing"),
        ),
    ]
