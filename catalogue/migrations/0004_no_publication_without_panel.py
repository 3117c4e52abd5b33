from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0003_say_not_assessed")]

    operations = [
        migrations.AddConstraint(
            model_name="tool",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "published"), _negated=True),
                    models.Q(("panel", ""), _negated=True),
                    _connector="OR",
                ),
                name="catalogue_tool_published_with_panel",
            ),
        ),
        migrations.AddConstraint(
            model_name="tool",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("panel__in", ["", "not_assessed"]),
                        ("panel_assessed_by", ""),
                        ("panel_assessed_on", None),
                    ),
                    models.Q(
                        ("panel", "assessed"),
                        ("panel_assessed_on__isnull", False),
                        models.Q(("panel_assessed_by", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="catalogue_tool_panel_says_when",
            ),
        ),
    ]
