from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="change",
            name="what",
            field=models.CharField(
                choices=[
                    ("published", "Published"),
                    ("updated", "Updated"),
                    ("safety", "Safety information changed"),
                    ("ended", "No longer in use"),
                    ("withdrawn", "Withdrawn"),
                    ("moved", "Moved"),
                    ("cancelled", "Cancelled"),
                    ("recorded", "Recommendation recorded"),
                    ("follow_up", "Follow-up added"),
                ],
                max_length=20,
            ),
        ),
    ]
