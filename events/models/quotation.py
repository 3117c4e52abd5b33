"""The exact words of a source, kept beside what we say in ours."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.qualifiers import lost_qualifiers
from hub.records.data_handling import facts_of_record

MAX_QUOTE = 300  # letters: enough for a finding, and no copy of a page
QUOTATION = ("quote", "place_in_source", "quote_language")
LANGUAGE_TAG = RegexValidator(
    r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z",
    _("Write a language tag such as en, fr, pt-BR or zh-Hant."),
)


def lost_words_sentence(finding: str, quote: str, language: str) -> str:
    """Which words of its quote a finding has lost; empty where it keeps all."""
    words = lost_qualifiers(finding, quote, language)
    if not words:
        return ""
    listed = ", ".join(f"“{word}”" for word in words)
    return gettext(
        "These words of the source are missing here, and change what it says: %(words)s. "
        "Take them into the wording, or quote other words."
    ) % {"words": listed}


class Quotation(models.Model):
    """Exact words and where they stand. A subclass says which field words the ``finding``.

    ``quote_language``: not known is the language of the record.
    """

    data_handling = facts_of_record("quote place_in_source quote_language")

    quote = models.CharField(
        _("the source’s exact words"),
        max_length=MAX_QUOTE,
        null=True,
        blank=True,
        help_text=_("Short, and letter by letter. Leave it empty unless you have read them."),
    )
    place_in_source = models.CharField(
        _("place in the source"),
        max_length=200,
        null=True,
        blank=True,
        help_text=_("Such as “page 12” or “paragraph 4”."),
    )
    quote_language = models.CharField(
        _("language of the words (BCP 47)"),
        max_length=35,
        null=True,
        blank=True,
        validators=[LANGUAGE_TAG],
    )

    worded_in = ""  # the field whose words are ours
    record_field = ""  # the key to the record

    class Meta:
        abstract = True

    @property
    def finding(self) -> str:
        """What the quote is held against: our words, as readers see them."""
        return str(getattr(self, self.worded_in))

    def clean(self) -> None:
        super().clean()
        for name in QUOTATION:  # what is empty in a form is not known
            setattr(self, name, getattr(self, name) or None)
        record = getattr(self, self.record_field, None)
        own = record.language if record is not None else "en"
        language = self.quote_language or own
        is_comparable = language.partition("-")[0] == own.partition("-")[0]
        sentence = lost_words_sentence(self.finding, self.quote or "", language)
        if is_comparable and sentence:
            raise ValidationError({self.worded_in: sentence})
