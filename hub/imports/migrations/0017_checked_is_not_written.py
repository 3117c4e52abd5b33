from django.db import migrations, models

STATES = [
    ("uploaded", "Uploaded"),
    ("reading", "Being read"),
    ("mapping", "Waits for its columns to be mapped"),
    ("checking", "Being checked"),
    ("ready", "Checked: nothing is written yet"),
    ("preparing", "Being prepared"),
    ("applying", "Being applied"),
    ("applied", "Applied"),
    ("rolling_back", "Being rolled back"),
    ("cancelled", "Cancelled"),
    ("failed", "Failed"),
    ("held", "Held for a person"),
    ("undoing", "Being undone"),
    ("undone", "Undone"),
]


class Migration(migrations.Migration):
    """What the state is called, no more: it said that decisions were waited for, also of none."""

    dependencies = [("imports", "0016_layout_of_files")]

    operations = [
        migrations.AlterField(
            "import",
            "state",
            models.CharField("state", max_length=14, choices=STATES, default="uploaded"),
        ),
    ]
