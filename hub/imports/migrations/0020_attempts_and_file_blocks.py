import hub.imports.file_storage
import hub.imports.models.job
from django.db import migrations, models


class Migration(migrations.Migration):
    """Counts of attempts and bytes, when what was erased, and the files of imports as rows."""

    dependencies = [
        ('imports', '0019_dates_not_read'),
    ]

    operations = [
        migrations.AddField(
            model_name='import',
            name='attempts',
            field=models.PositiveSmallIntegerField(db_default=0, default=0, help_text='how often the present step was begun'),
        ),
        migrations.AddField(
            model_name='import',
            name='bytes_read',
            field=models.PositiveBigIntegerField(db_default=0, default=0, help_text='of its rows, as JSON'),
        ),
        migrations.AddField(
            model_name='import',
            name='erased_at',
            field=models.DateTimeField(editable=False, help_text='rows and file; it cannot be undone any more', null=True),
        ),
        migrations.AddField(
            model_name='import',
            name='personal_data_erased_at',
            field=models.DateTimeField(editable=False, help_text='of what was held back', null=True),
        ),
        migrations.AddField(
            model_name='importsource',
            name='fetch_attempts',
            field=models.PositiveSmallIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AlterField(
            model_name='import',
            name='file',
            field=models.FileField(max_length=300, storage=hub.imports.file_storage.file_storage, upload_to=hub.imports.models.job.place_of_file),
        ),
        migrations.CreateModel(
            name='FileBlock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=300)),
                ('number', models.PositiveIntegerField()),
                ('data', models.BinaryField()),
            ],
            options={
                'verbose_name': 'part of a file',
                'verbose_name_plural': 'parts of files',
                'constraints': [models.UniqueConstraint(fields=('name', 'number'), name='imports_file_block_once')],
            },
        ),
    ]
