"""`manage.py check --deploy`: whether the process that opens files of others is shut off here."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage
from django.core.checks import Error as CheckError
from django.core.checks import Warning as CheckWarning
from django.utils.translation import gettext as _

from hub.imports.read.messages import escapes_in_words
from hub.imports.read.sandbox import UnreadableFile, find_escapes


def reader_is_confined(**options: Any) -> list[CheckMessage]:
    """By trying: it starts the process, which opens nothing but a file of one cell."""
    try:
        escapes = find_escapes()
    except UnreadableFile as problem:
        return [CheckError(problem.sentence, id="imports.E001")]
    if not escapes:
        return []
    sentence = _("The process that opens imported files can still reach %(escapes)s.") % {
        "escapes": escapes_in_words(escapes)
    }
    if settings.IMPORT_SANDBOX == "required":
        hint = _(
            "No file is opened on this machine. Use a kernel with seccomp and Landlock, or allow "
            "it with IMPORT_SANDBOX=optional: docs/imports.md says what that means."
        )
        return [CheckError(sentence, hint=hint, id="imports.E002")]
    hint = _("Files are opened nevertheless: IMPORT_SANDBOX is optional.")
    return [CheckWarning(sentence, hint=hint, id="imports.W001")]
