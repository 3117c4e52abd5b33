from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0002_incident_passes_since")]

    operations = [
        migrations.AlterField(
            "heartbeat",
            "kind",
            models.CharField(
                choices=[
                    ("beat", "Clock of the sweeps (beat)"),
                    ("worker", "Worker"),
                    ("mail-worker", "Mail worker"),
                    ("web", "Web server"),
                    ("backup", "Backup"),
                    ("clock", "Clock of the database"),
                    ("journal", "Mark of the journal of removals"),
                ],
                max_length=12,
                verbose_name="kind",
            ),
        ),
    ]
