"""Which row holds the headings, and what the file itself says of its columns."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('imports', '0015_text_language'),
    ]

    operations = [
        migrations.AddField(
            model_name='import',
            name='heading_row',
            field=models.PositiveIntegerField(blank=True, help_text='null: found in the file itself', null=True, verbose_name='row of headings'),
        ),
        migrations.AddField(
            model_name='import',
            name='layout',
            field=models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()), help_text='see hub.imports.read.table.Table'),
        ),
        migrations.AddField(
            model_name='profile',
            name='heading_row',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='row of headings'),
        ),
        migrations.AlterField(
            model_name='import',
            name='format',
            field=models.CharField(blank=True, choices=[('csv', 'CSV'), ('xlsx', 'Excel workbook'), ('json', 'JSON'), ('jsonl', 'JSON Lines'), ('ics', 'Calendar (iCalendar)')], default='', max_length=8, verbose_name='format'),
        ),
        migrations.AlterField(
            model_name='import',
            name='sheet',
            field=models.CharField(blank=True, default='', help_text='or list of a JSON document', max_length=100, verbose_name='sheet'),
        ),
    ]
