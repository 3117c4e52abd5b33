from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0004_no_publication_without_panel")]

    operations = [
        migrations.AddField(
            model_name="load",
            name="run",
            field=models.CharField(blank=True, default="", max_length=40, verbose_name="import"),
        ),
    ]
