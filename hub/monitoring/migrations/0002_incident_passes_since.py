from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0001_heartbeats_and_incidents")]

    operations = [
        migrations.AddField("incident", "ok_since", models.DateTimeField(null=True)),
    ]
