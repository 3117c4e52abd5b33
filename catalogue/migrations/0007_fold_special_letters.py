"""The keys of other names, as letters that Unicode does not take apart are folded now (ł, ø, æ)."""

import re
import unicodedata
from collections.abc import Callable
from typing import Any

from django.db import migrations

from hub.records.text_folding import fold_letters

WORDS = re.compile(r"\w+")


def fold_before(text: str) -> str:
    """Accents alone were left out."""
    plain = text.casefold()
    if plain.isascii():
        return plain
    letters = unicodedata.normalize("NFKD", plain)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def rewrite_keys(fold: Callable[[str], str]) -> Any:
    """A key that another name has already stays as it is: two spellings of one name are no error."""

    def run(apps: Any, schema_editor: Any) -> None:
        names = apps.get_model("catalogue", "OrganisationName").objects
        names = names.using(schema_editor.connection.alias)
        for pk, text, key in names.order_by("pk").values_list("pk", "text", "key").iterator():
            folded = " ".join(WORDS.findall(fold(text)))[:300]
            if folded not in ("", key) and not names.filter(key=folded).exists():
                names.filter(pk=pk).update(key=folded)

    return run


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0006_no_loads")]

    operations = [
        migrations.RunPython(rewrite_keys(fold_letters), rewrite_keys(fold_before), elidable=True)
    ]
