from django.db import migrations

# What the release before can say of an event's status.
EARLIER = {"tentative": "scheduled", "held": "scheduled", "postponed": "cancelled"}


def say_what_the_release_before_can(apps, schema_editor):
    """Of the way back only. Upwards "scheduled" stays what it is and never becomes "held"."""
    events = apps.get_model("events", "Event").objects
    for status, earlier in EARLIER.items():
        events.filter(status=status).update(status=earlier)


class Migration(migrations.Migration):
    dependencies = [("events", "0002_life_and_quotations")]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, say_what_the_release_before_can)
    ]
