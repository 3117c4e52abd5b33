from django.db import migrations, models


class Migration(migrations.Migration):
    """What a tool was made for may be not known. Values stay as they are."""

    dependencies = [("catalogue", "0007_fold_special_letters")]

    operations = [
        migrations.RemoveConstraint(model_name="tool", name="catalogue_tool_scope"),
        migrations.AlterField(
            model_name="tool",
            name="scope",
            field=models.CharField(
                blank=True,
                choices=[
                    ("dedicated", "Made against trafficking"),
                    ("adjacent", "General protection tool"),
                ],
                max_length=12,
                null=True,
                verbose_name="scope",
            ),
        ),
        migrations.AddConstraint(
            model_name="tool",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("scope", None), ("scope__in", ["dedicated", "adjacent"]), _connector="OR"
                ),
                name="catalogue_tool_scope",
            ),
        ),
    ]
