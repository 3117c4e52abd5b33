"""The files of imports, in parts."""

from django.db import models

from hub.records.data_handling import DataHandling, Purpose, Retention

# Rows and files of an import.
IMPORT = Retention("{settings.IMPORT_DAYS} after the end", by="hub.imports.retention.sweep")


class FileBlock(models.Model):
    """A part of a file, of at most ``file_storage.BLOCK`` bytes; ``number`` from 1."""

    data_handling = DataHandling(Purpose.IMPORTS, IMPORT, internal="name number", words="data")

    name = models.CharField(max_length=300)
    number = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        verbose_name = "part of a file"
        verbose_name_plural = "parts of files"
        constraints = [
            models.UniqueConstraint(fields=["name", "number"], name="imports_file_block_once")
        ]

    def __str__(self) -> str:
        return f"{self.name}/{self.number}"
