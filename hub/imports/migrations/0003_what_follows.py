from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("imports", "0002_journal_of_many_rows")]

    operations = [
        migrations.AddField(
            model_name="import",
            name="then",
            field=models.CharField(
                blank=True, default="", help_text="what follows the present state", max_length=14
            ),
        ),
    ]
