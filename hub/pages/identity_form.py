"""The form of the site's name and look; every refusal is a sentence at its field."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import EmailValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.identity.colours import (
    COLOUR,
    DARK,
    LEAST_CONTRAST,
    LIGHT,
    Scheme,
    least_contrast,
    nearest_readable,
)
from hub.identity.identity import TEXTS
from hub.identity.mark_file import MarkRefusedError, read_mark
from hub.identity.markdown_text import refused_links
from hub.identity.menu import ENTRIES
from hub.web.operator import is_https

MAX_TEXT = 8000  # letters
# Where each text stands, and what becomes of what stands there.
TEXT_LABELS = {
    "home": (gettext_lazy("Home"), gettext_lazy("Below the first sentence of the first page.")),
    "about": (
        gettext_lazy("About"),
        gettext_lazy("In place of what we say the site is for. How records are checked stays."),
    ),
    "contact": (gettext_lazy("Contact"), gettext_lazy("On the page “About”, below who runs it.")),
    "privacy": (
        gettext_lazy("Privacy"),
        gettext_lazy("On the page “About”, below what this software knows about readers."),
    ),
    "accessibility": (
        gettext_lazy("Accessibility"),
        gettext_lazy("On the accessibility statement, above the known gaps."),
    ),
}


def _line(label: Any, length: int, help_text: Any = "", **options: Any) -> forms.CharField:
    widget = options.pop("widget", None) or forms.TextInput(attrs={"dir": "auto"})
    return forms.CharField(
        label=label,
        max_length=length,
        required=False,
        help_text=help_text,
        widget=widget,
        **options,
    )


def _machine_line(**attributes: str) -> forms.TextInput:
    return forms.TextInput(attrs={"dir": "ltr", "spellcheck": "false", **attributes})


class IdentityForm(forms.Form):
    """``language_fields`` and ``menu_rows`` order what there is of each language and entry.

    ``seen``: the number of the version that was shown. A mark that was read is in ``values``; one
    that was uploaded before, and still stands in the draft, is ``kept_mark``.
    """

    seen = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1
    )
    name = _line(gettext_lazy("Name of the site"), 80)
    short_name = _line(
        gettext_lazy("Short name"),
        24,
        gettext_lazy("In tabs of browsers and in apps that make codes. Empty: the name."),
    )
    mark = forms.FileField(
        label=gettext_lazy("Mark"),
        required=False,
        help_text=gettext_lazy(
            "An SVG, or a PNG of which 96 by 96 pixels are shown; 6 KB at most. A square one looks "
            "best."
        ),
        widget=forms.FileInput(attrs={"accept": ".svg,.png,image/svg+xml,image/png"}),
    )
    remove_mark = forms.BooleanField(
        label=gettext_lazy("Go back to the built-in mark"), required=False
    )
    colour_light = _line(
        gettext_lazy("Colour on light pages"),
        30,
        gettext_lazy("Of links and buttons, such as #0a4d54. It is checked that it can be read."),
        widget=_machine_line(placeholder=LIGHT.built_in),
    )
    colour_dark = _line(
        gettext_lazy("Colour on dark pages"),
        30,
        gettext_lazy("The same where a device is set to dark, such as #94d3d3."),
        widget=_machine_line(placeholder=DARK.built_in),
    )
    operator_name = _line(gettext_lazy("Who runs the site"), 200)
    operator_address = _line(gettext_lazy("Postal address"), 300)
    operator_funding = _line(gettext_lazy("Who pays for it"), 300, gettext_lazy("One sentence."))
    contact = _line(
        gettext_lazy("E-mail address for readers"),
        254,
        gettext_lazy("Somebody should read it every working day."),
        widget=_machine_line(),
        validators=[EmailValidator(gettext_lazy("This is no e-mail address."))],
    )
    licence = _line(
        gettext_lazy("Licence of the records"),
        300,
        gettext_lazy(
            "Its name, and behind it its address: CC BY 4.0 "
            "https://creativecommons.org/licenses/by/4.0/"
        ),
    )
    exit_address = _line(
        gettext_lazy("Where “Leave this site” leads"),
        300,
        gettext_lazy("A page that nobody minds seeing; it begins with https://."),
        widget=_machine_line(),
    )

    def __init__(self, *args: Any, kept_mark: dict[str, str] | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.kept_mark = kept_mark
        self.read_mark: dict[str, str] | None = None
        for name, field in (*_menu_fields(), *_text_fields()):
            self.fields[name] = field

    def clean_name(self) -> str:
        return _one_line(self.cleaned_data["name"])

    def clean_short_name(self) -> str:
        return _one_line(self.cleaned_data["short_name"])

    def clean_mark(self) -> None:
        upload = self.cleaned_data["mark"]
        if upload:
            try:
                self.read_mark = read_mark(upload)
            except MarkRefusedError as refused:
                raise forms.ValidationError(str(refused)) from refused

    def clean_colour_light(self) -> str:
        return _readable_colour(self.cleaned_data["colour_light"], LIGHT)

    def clean_colour_dark(self) -> str:
        return _readable_colour(self.cleaned_data["colour_dark"], DARK)

    def clean_exit_address(self) -> str:
        address: str = self.cleaned_data["exit_address"]
        if address and not is_https(address):
            raise forms.ValidationError(
                _("This must be the address of a page that begins with https://.")
            )
        return address

    def clean(self) -> dict[str, Any]:
        super().clean()
        chosen: set[str] = set()
        for number in range(len(ENTRIES)):
            slug = self.cleaned_data.get(f"menu_{number}", "")
            if slug and slug in chosen:
                sentence = _("“%(entry)s” is in the menu twice.") % {"entry": ENTRIES[slug].label}
                self.add_error(f"menu_{number}", sentence)
            chosen.add(slug)
        return self.cleaned_data

    @property
    def values(self) -> dict[str, Any]:
        """Of a valid form: what a version holds, without what is empty."""
        data = self.cleaned_data
        mark = None if data["remove_mark"] else self.read_mark or self.kept_mark
        values = {name: data[name] for name in PLAIN} | {
            "mark": mark,
            "menu": list(self._menu()),
            "texts": dict(self._texts()),
        }
        return {name: value for name, value in values.items() if value}

    def _menu(self) -> Iterator[dict[str, Any]]:
        for number in range(len(ENTRIES)):
            if slug := self.cleaned_data[f"menu_{number}"]:
                names = {
                    code: _one_line(name)
                    for code, _label in settings.LANGUAGES
                    if (name := self.cleaned_data[f"menu_{number}_{code}"])
                }
                yield {"entry": slug, "names": names}

    def _texts(self) -> Iterator[tuple[str, dict[str, str]]]:
        for place in TEXTS:
            texts = {
                code: text
                for code, _label in settings.LANGUAGES
                if (text := self.cleaned_data[f"text_{place}_{code}"])
            }
            if texts:
                yield place, texts

    @property
    def menu_rows(self) -> list[list[forms.BoundField]]:
        names = ("", *(f"_{code}" for code, _label in settings.LANGUAGES))
        return [[self[f"menu_{number}{name}"] for name in names] for number in range(len(ENTRIES))]

    @property
    def text_fields(self) -> list[forms.BoundField]:
        return [self[f"text_{place}_{code}"] for place in TEXTS for code, _l in settings.LANGUAGES]

    def group(self, *names: str) -> list[forms.BoundField]:
        return [self[name] for name in names]

    @property
    def names_and_mark(self) -> list[forms.BoundField]:
        return self.group("name", "short_name", "mark", "remove_mark")

    @property
    def colours(self) -> list[forms.BoundField]:
        return self.group("colour_light", "colour_dark")

    @property
    def about_operator(self) -> list[forms.BoundField]:
        return self.group(
            "operator_name", "operator_address", "operator_funding", "contact", "licence",
            "exit_address",
        )  # fmt: skip


PLAIN = ("name", "short_name", "colour_light", "colour_dark", "operator_name", "operator_address",
         "operator_funding", "contact", "licence", "exit_address")  # fmt: skip


def initial_values(values: Mapping[str, Any], number: int) -> dict[str, Any]:
    """What the form shows of a version or a draft."""
    initial = {name: values.get(name, "") for name in PLAIN} | {"seen": number}
    for row, entry in enumerate(values.get("menu", ())):
        initial[f"menu_{row}"] = entry["entry"]
        for code, name in entry["names"].items():
            initial[f"menu_{row}_{code}"] = name
    for place, texts in values.get("texts", {}).items():
        for code, text in texts.items():
            initial[f"text_{place}_{code}"] = text
    return initial


def _menu_fields() -> Iterator[tuple[str, forms.Field]]:
    choices = [("", "–"), *((entry.slug, entry.label) for entry in ENTRIES.values())]
    unknown = gettext_lazy("“%(value)s” is no entry that the menu can have.")
    for number in range(len(ENTRIES)):
        place = _("Entry %(number)d") % {"number": number + 1}
        yield (
            f"menu_{number}",
            forms.ChoiceField(
                label=place,
                choices=choices,
                required=False,
                error_messages={"invalid_choice": unknown},
            ),
        )
        for code, language in settings.LANGUAGES:
            label = _("Another name for entry %(number)d (%(language)s)") % {
                "number": number + 1,
                "language": language,
            }
            yield f"menu_{number}_{code}", _line(label, 40)


def _text_fields() -> Iterator[tuple[str, forms.Field]]:
    for place in TEXTS:
        label, help_text = TEXT_LABELS[place]
        for code, language in settings.LANGUAGES:
            yield (
                f"text_{place}_{code}",
                forms.CharField(
                    label=f"{label} ({language})" if len(settings.LANGUAGES) > 1 else label,
                    help_text=help_text,
                    required=False,
                    max_length=MAX_TEXT,
                    validators=[_refuse_links],
                    widget=forms.Textarea(attrs={"rows": 6, "lang": code, "dir": "auto"}),
                ),
            )


def _refuse_links(text: str) -> None:
    if refused := refused_links(text):
        raise forms.ValidationError(
            _(
                "The link to “%(address)s” cannot be used. Links begin with https://, http://, "
                "mailto:, tel: or, on this site, with /."
            )
            % {"address": refused[0][:80]}
        )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _readable_colour(typed: str, scheme: Scheme) -> str:
    """The colour as ``#rrggbb``. Raises ValidationError with the nearest that can be read."""
    colour = typed.strip().lower()
    if not colour:
        return ""
    if re.fullmatch(r"#?([0-9a-f]{3}|[0-9a-f]{6})", colour):
        digits = colour.removeprefix("#")
        colour = "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))
    if not COLOUR.fullmatch(colour):
        raise forms.ValidationError(_("Write the colour as # and six digits, such as #0a4d54."))
    ratio = least_contrast(colour, scheme)
    if ratio < LEAST_CONTRAST:
        raise forms.ValidationError(
            _(
                "This colour cannot be read well: its contrast is %(ratio)s : 1 where it is least, "
                "and 4.5 : 1 is needed. %(nearest)s is near and would do."
            )
            % {"ratio": f"{int(ratio * 10) / 10:.1f}", "nearest": nearest_readable(colour, scheme)}
        )
    return colour
