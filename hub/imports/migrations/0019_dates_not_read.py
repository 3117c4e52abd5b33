from django.db import migrations, models

VERDICTS = [
    ("new", "New"),
    ("changed", "Changed"),
    ("unchanged", "Unchanged"),
    ("conflict", "Conflict"),
    ("duplicate", "Perhaps a duplicate"),
    ("problem", "Problem"),
    ("off_topic", "Perhaps off topic"),
    ("personal", "Personal data"),
    ("undated", "Date not read"),
]


class Migration(migrations.Migration):
    """A new record whose date could not be read waits for a person; nothing changes in the table."""

    dependencies = [("imports", "0018_helplines")]

    operations = [
        migrations.AlterField(
            "importrow",
            "verdict",
            models.CharField(
                "verdict",
                max_length=10,
                choices=VERDICTS,
                blank=True,
                default="",
                help_text="empty until the row is checked",
            ),
        )
    ]
