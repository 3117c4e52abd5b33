from django.db import migrations, models

KINDS = [
    ("tool", "Tools"),
    ("organisation", "Organisations"),
    ("event", "Events"),
    ("recommendation", "Recommendations"),
    ("deployment", "Practice notes"),
    ("misuse", "Misuse patterns"),
    ("document", "Documents"),
]


class Migration(migrations.Migration):
    """All that ships with the project comes in as imports."""

    dependencies = [("imports", "0012_no_journal")]

    operations = [
        migrations.RemoveConstraint("importsource", "imports_source_kind"),
        *(
            migrations.AlterField(
                model,
                "kind",
                models.CharField(choices=KINDS, max_length=20, verbose_name="kind of record"),
            )
            for model in ("import", "importsource")
        ),
        migrations.AddConstraint(
            "importsource",
            models.CheckConstraint(
                condition=models.Q(kind__in=[kind for kind, _label in KINDS]),
                name="imports_source_kind",
            ),
        ),
    ]
