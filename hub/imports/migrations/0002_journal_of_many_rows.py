from django.db import migrations, models
import django.db.models.deletion


class Migration(migrations.Migration):
    dependencies = [("imports", "0001_initial")]

    operations = [
        migrations.DeleteModel("Write"),
        migrations.AddField(
            model_name="import",
            name="at_number",
            field=models.PositiveBigIntegerField(default=0),
        ),
        migrations.CreateModel(
            name="Write",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("way", models.CharField(choices=[("there", "Apply"), ("back", "Undo")], default="there", max_length=5)),
                ("position", models.PositiveBigIntegerField()),
                ("table", models.CharField(help_text="label of the model", max_length=63)),
                ("op", models.CharField(choices=[("insert", "Insert"), ("update", "Update"), ("delete", "Delete")], max_length=6)),
                ("early", models.BooleanField(default=False)),
                ("size", models.PositiveIntegerField(help_text="rows")),
                ("records", models.JSONField(default=list)),
                ("numbers", models.JSONField(default=list)),
                ("shared", models.JSONField(default=dict)),
                ("values", models.JSONField(default=list)),
                ("before", models.JSONField(default=list)),
                ("done", models.BooleanField(default=False)),
                ("batch", models.ForeignKey(db_column="import_id", on_delete=django.db.models.deletion.CASCADE, related_name="writes", to="imports.import")),
            ],
            options={
                "verbose_name": "line of the journal",
                "verbose_name_plural": "journal",
                "ordering": ["batch", "way", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("batch", "way", "position"), name="imports_write_once"),
                    models.CheckConstraint(condition=models.Q(("op__in", ["insert", "update", "delete"]), ("size__gt", 0)), name="imports_write_op"),
                ],
            },
        ),
    ]
