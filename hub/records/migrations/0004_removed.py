from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0003_news_of_merging")]

    operations = [
        migrations.CreateModel(
            name="Removed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40)),
                ("record_id", models.BigIntegerField()),
                ("seq", models.BigIntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["kind", "seq"], name="core_removed_after")],
            },
        ),
    ]
