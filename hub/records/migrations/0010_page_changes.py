from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("core", "0009_numbers_by_kind")]

    operations = [
        migrations.CreateModel(
            name="PageChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("slug", models.CharField(blank=True, max_length=200)),
                ("seq", models.BigIntegerField(db_index=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["kind", "slug"], name="core_page_change_once")
                ],
            },
        ),
    ]
