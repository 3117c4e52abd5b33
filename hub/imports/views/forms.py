"""The forms of these pages: a new import, a source, the name of a profile."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz

from catalogue.models.organisation import matching_key
from hub.imports.models import Import, ImportSource, Profile
from hub.imports.read.limits import MAX_BYTES
from hub.imports.record_types import IMPORTERS
from hub.records.text_folding import slugify

MEGABYTE = 1024 * 1024
MIN_LIKENESS, MAX_ALIKE = 88, 5  # of 100: names less alike are names of two sources
NEW_SOURCE = "new"  # the answer that none of the sources with a like name is meant
KINDS = list(ImportSource.Kind.choices)


def free_slug(model: Any, title: str, fallback: str) -> str:
    """A slug of a title that no other has."""
    plain = slugify(title)[:70].strip("-") or fallback
    taken = set(model.objects.filter(slug__startswith=plain).values_list("slug", flat=True))
    numbers = (f"{plain}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (plain, *numbers) if slug not in taken)


def key_fields(kind: str = "") -> list[tuple[str, Any]]:
    """Fields that can name a row for good."""
    named = {"slug": _("Slug"), "name": _("Name"), "url": _("Address (URL)")}
    if kind == "recommendation":
        named = {"ref": _("Reference"), "text": _("Text")}
    own = ("key", _("A column called “key” or “id”"))
    return [*named.items(), own]


def like_named_sources(title: str, kind: str, besides: int | None = None) -> list[ImportSource]:
    """The sources of these rows that are called so, or nearly so, the likest first.

    A source of another kind is none of them: its rows would be read as what they are not.
    """
    key = matching_key(title) or title
    likeness = {
        source: fuzz.token_sort_ratio(key, matching_key(source.title) or source.title)
        for source in ImportSource.objects.filter(kind=kind).exclude(pk=besides or 0)
    }
    alike = [source for source, score in likeness.items() if score >= MIN_LIKENESS]
    return sorted(alike, key=lambda source: (-likeness[source], source.title))[:MAX_ALIKE]


class LikeNamedSources(forms.BaseForm):
    """A form that makes a source: one with a name like it is offered before, not forbidden."""

    def same_source(self, title: str, kind: str, besides: int | None = None) -> ImportSource | None:
        """The source that a person chose instead; None where a new one is to be made.

        Adds the question to the form as long as it is not answered.
        """
        sources = like_named_sources(title, kind, besides)
        answer = self.data.get("same_source", "")
        chosen = next((source for source in sources if str(source.pk) == answer), None)
        if sources and chosen is None and answer != NEW_SOURCE:
            self._ask_which(sources)
        return chosen

    def _ask_which(self, sources: list[ImportSource]) -> None:
        choices = [(str(source.pk), _source_choice(source)) for source in sources]
        self.fields["same_source"] = forms.ChoiceField(
            label=_("Is it one of these?"),
            choices=[*choices, (NEW_SOURCE, _("No: make a new source"))],
            widget=forms.RadioSelect,
            required=False,
        )
        names = list(self.fields)
        after = names.index("new_title" if "new_title" in names else "title") + 1
        self.order_fields([*names[:after], "same_source", *names[after:]])
        sentence = _("A source of such a name is there. Rows are recognised by their source.")
        self.add_error("same_source", sentence)


def _source_choice(source: ImportSource) -> str:
    return f"{source.title} ({source.get_kind_display()})"


class SourceField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A source, offered with the kind of its rows: two of one name may differ in it."""

    def label_from_instance(self, obj: Any) -> str:
        return _source_choice(obj)


class UploadForm(LikeNamedSources, forms.Form):
    """A file, where it comes from, and what is to become of its rows."""

    file = forms.FileField(
        label=_("File"),
        max_length=300,
        allow_empty_file=True,  # the reader says what is wrong with it
        help_text=_(
            "CSV, Excel workbook (.xlsx), JSON or JSON Lines, up to 100 MB; for events also a "
            "calendar (.ics)."
        ),
        widget=forms.FileInput(
            attrs={"accept": ".csv,.tsv,.txt,.xlsx,.json,.jsonl,.ndjson,.geojson,.ics,text/csv"}
        ),
        error_messages={"required": _("Choose a file.")},
    )
    profile = forms.ModelChoiceField(
        Profile.objects.select_related("source"),
        label=_("Profile"),
        required=False,
        empty_label=_("None: the columns are proposed, and you look at them"),
        help_text=_("How files of this source were read before."),
    )
    source = SourceField(
        ImportSource.objects.all(),
        label=_("Source"),
        required=False,
        empty_label=_("A new source, named below"),
        help_text=_("Where the file comes from. Rows are recognised by it next time."),
    )
    new_title = forms.CharField(label=_("Name of a new source"), max_length=200, required=False)
    kind = forms.ChoiceField(
        label=_("What its rows are"),
        choices=[("", _("As those of the source that is chosen")), *KINDS],
        required=False,
        help_text=_("To be said of a new source. One that is there keeps its kind of rows."),
    )
    publish_as = forms.ChoiceField(
        label=_("New records become"),
        choices=Import._meta.get_field("publish_as").choices or (),
        initial="in_review",
        help_text=_(
            "Entries of follow-up and answers are no records of their own: they are public as soon "
            "as they are applied."
        ),
    )
    with_news = forms.BooleanField(
        label=_("Tell readers about published changes as news"), required=False, initial=True
    )
    mail_when_done = forms.BooleanField(label=_("Send me a mail at the end"), required=False)
    dry_run = forms.BooleanField(
        label=_("Only check: write nothing, whatever is decided"), required=False
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            sentence = _("The file is larger than %(most)s MB. Split it into several.")
            raise forms.ValidationError(sentence % {"most": MAX_BYTES // MEGABYTE})
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        profile, source = cleaned.get("profile"), cleaned.get("source")
        if profile and not source:
            cleaned["source"] = profile.source
        elif profile and source and profile.source_id != source.pk:
            sentence = _("This profile belongs to another source: “%(source)s”.")
            self.add_error("profile", sentence % {"source": profile.source})
        elif not source and not cleaned.get("new_title", "").strip():
            self.add_error("new_title", _("Name the source, or choose one that is there already."))
        elif not source and not cleaned.get("kind"):
            self.add_error("kind", _("Say what the rows of the new source are."))
        elif not source:
            cleaned["source"] = self.same_source(cleaned["new_title"], cleaned["kind"])
        if (source := cleaned.get("source")) and cleaned.get("kind") not in ("", None, source.kind):
            sentence = _(
                "The rows of “%(source)s” are read as: %(kind)s. Choose that here, or name a new "
                "source."
            )
            words = {"source": source.title, "kind": source.get_kind_display()}
            self.add_error("kind", sentence % words)
        if self.errors and "file" not in self.errors and self.files.get("file"):
            sentence = _("Choose the file again: a browser does not send it twice by itself.")
            self.add_error("file", sentence)
        return cleaned

    def source_of_file(self) -> ImportSource:
        """The source that was chosen, or the new one."""
        cleaned = self.cleaned_data
        if cleaned["source"]:
            return cast("ImportSource", cleaned["source"])
        title, kind = cleaned["new_title"].strip(), cleaned["kind"]
        slug = free_slug(ImportSource, title, f"source-of-{kind}s")
        return ImportSource.objects.create(slug=slug, title=title, kind=kind)


class ImportSourceForm(LikeNamedSources, forms.ModelForm):  # type: ignore[type-arg]
    """A source and its feed. ``chosen``: the one that is there already and was meant."""

    chosen: ImportSource | None = None

    key_field = forms.ChoiceField(
        label=_("What names a row"),
        help_text=_(
            "What stays the same when a row changes. Where it is missing, the name serves."
        ),
    )
    feed_every = forms.IntegerField(
        label=_("Fetch it every … hours"), min_value=1, max_value=8760, required=False
    )

    feed_url = forms.URLField(
        label=_("Address of the feed"),
        help_text=_("Public http or https addresses only. Leave it empty for uploads alone."),
        max_length=1000,
        required=False,
        assume_scheme="https",
    )

    class Meta:
        model = ImportSource
        fields = (
            "title", "kind", "key_field", "feed_url", "feed_every", "licence", "redistributable"
        )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        key_field = cast("forms.ChoiceField", self.fields["key_field"])
        choices = dict(key_fields() + key_fields("recommendation"))
        stored = self.instance.key_field
        key_field.choices = [*choices.items(), *([] if stored in choices else [(stored, stored)])]
        kind = cast("forms.ChoiceField", self.fields["kind"])
        kind.choices = [("", "---------"), *KINDS]
        if self.instance.pk and self.instance.imports.exists():
            self.fields["kind"].disabled = True
            self.fields["kind"].help_text = _("Rows were imported already, so this stays.")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        url, every = cleaned.get("feed_url"), cleaned.get("feed_every")
        if url and not every and "feed_every" not in self.errors:
            self.add_error("feed_every", _("Say after how many hours the feed is fetched again."))
        if every and not url and "feed_url" not in self.errors:
            self.add_error("feed_url", _("Give the address of the feed, or leave the hours empty."))
        key, kind = cleaned.get("key_field"), IMPORTERS.get(cleaned.get("kind", ""))
        if key and kind and key not in {*kind.by_name, "slug", "key", self.instance.key_field}:
            sentence = _("%(kind)s have no such field. Choose another.")
            label = ImportSource.Kind(cleaned["kind"]).label
            self.add_error("key_field", sentence % {"kind": label})
        if cleaned.get("title") and cleaned.get("kind") and "title" in self.changed_data:
            self.chosen = self.same_source(cleaned["title"], cleaned["kind"], self.instance.pk)
        return cleaned

    def save(self, commit: bool = True) -> ImportSource:
        if not self.instance.slug:
            self.instance.slug = free_slug(ImportSource, self.cleaned_data["title"], "source")
        if "feed_url" in self.changed_data:
            self.instance.etag, self.instance.last_fetched_at = "", None
        source: ImportSource = super().save(commit)
        return source


class ProfileNameForm(forms.Form):
    """The name under which a mapping is kept."""

    title = forms.CharField(
        label=_("Name of the profile"),
        max_length=200,
        help_text=_("A profile of this source with the same name is replaced."),
    )


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Profile
        fields = ("title", "encoding", "delimiter", "sheet", "heading_row", "text_language")
        help_texts = {
            "encoding": _("Empty: found out from the file itself."),
            "delimiter": _("Empty: found out from the file itself."),
            "sheet": _("Empty: the fullest sheet of a workbook."),
            "heading_row": _("Empty: found out from the file itself."),
            "text_language": _("A code such as en, fr or pt-BR. Empty: found out from the texts."),
        }

    def clean_encoding(self) -> str:
        name: str = self.cleaned_data["encoding"]
        try:
            "".encode(name or "utf-8")
        except (LookupError, UnicodeError):
            raise forms.ValidationError(_("There is no such encoding.")) from None
        return name
