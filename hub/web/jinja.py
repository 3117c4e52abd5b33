"""The Jinja2 environment of the public pages; ``TEMPLATES`` in the settings names ``environment``.

Templates get: ``_``, ``ngettext`` and ``{% trans %}``; ``url(name, *args)``; ``static(path)``;
``integrity(path)`` of scripts; ``identity()`` of ``hub.identity.site_identity``,
``site_version()``, ``operator()``,
``report_link(contact, name, address)``, ``page_language()``, ``page_direction()``,
``vocabulary_language`` (of definitions, and of labels that have no translation); ``neutral_title``,
``neutral_titles()`` and ``other_titles_url(canonical)`` of ``hub.web.neutral_titles``; the filters
``when``, ``number``, ``in_language`` and ``followed``, and for mails ``day`` and ``isolated``;
``fragment(fragments, name)`` for ``{% call %}``, and ``frame(section)``, the fragments of what
stands around every page. An undefined name is an error, never empty on a
page.
"""

import datetime
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from jinja2 import Environment, StrictUndefined, pass_eval_context
from jinja2.ext import Extension
from jinja2.nodes import EvalContext
from markupsafe import Markup, escape

from hub.identity.site_identity import current_identity
from hub.web.compiled_templates import compiled_templates
from hub.web.localization import (
    VOCABULARY_LANGUAGE,
    format_partial_date,
    language_attributes,
    localize_date,
    localize_number,
)
from hub.web.neutral_titles import NEUTRAL_TITLE, neutral_titles, other_titles_url
from hub.web.operator import operator, report_link, shown_settings
from hub.web.paths import route_path
from hub.web.release import version
from hub.web.static_files import integrity

INDENT = re.compile(r"^[ \t]+", re.MULTILINE)


class LightWhitespace(Extension):
    """Drops the indentation of templates before they are compiled, so that it is never sent.

    No template holds ``<pre>`` or ``<textarea>`` with indented text; lines stay lines, so that the
    numbers in error messages are right.
    """

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return INDENT.sub("", source)


def page_language() -> str:
    """BCP 47 code of the language that the page is in."""
    return translation.get_language() or settings.LANGUAGE_CODE


def page_direction() -> str:
    """``ltr`` or ``rtl``."""
    return "rtl" if translation.get_language_bidi() else "ltr"


@lru_cache(maxsize=4096)
def _time_element(language: str, text: str) -> Markup:
    return Markup('<time datetime="{}">{}</time>').format(text, format_partial_date(language, text))


def when(value: str | datetime.date | None) -> Markup:
    """A date in words, with the precision it has: ISO text, a date, or a datetime (its day in UTC).

    ``None`` and an empty text are "date not recorded". Raises ValueError on any other text.
    """
    if not value:
        return escape(translation.gettext("date not recorded"))
    if isinstance(value, datetime.datetime):
        value = value.astimezone(datetime.UTC).date()
    return _time_element(page_language(), value if isinstance(value, str) else value.isoformat())


def in_language(language: str) -> Markup:
    """Attributes for an element with a record's own text: ``<p{{ language|in_language }}>``."""
    return language_attributes(language, page_language())


def followed(address: str) -> str:
    """An address for ``href`` if it is of this site or of the web, else the top of the page.

    Forms refuse any other scheme; this is for rows that were written another way.
    """
    return address if address.startswith(("/", "https://", "http://")) else "#"


def isolated(text: str) -> str:
    """Plain text of any direction in Unicode isolates, so that it reorders nothing around it."""
    return f"\u2068{text}\u2069" if not text.isascii() or page_direction() == "rtl" else text


def url(name: str, *args: Any, **kwargs: Any) -> str:
    return reverse(name, args=args, kwargs=kwargs) if args or kwargs else route_path(name)


@lru_cache(maxsize=8192)
def _translate(language: str, message: str) -> str:
    return translation.gettext(message)


@lru_cache(maxsize=8192)
def _translated_html(language: str, message: str) -> Markup:
    """A message without variables, as Jinja's own function answers it where HTML is written."""
    return Markup(_translate(language, message)) % {}  # noqa: S704  # nosec


@pass_eval_context
def gettext(context: EvalContext, message: str, **variables: Any) -> str:
    """A message of a template, cached for each language: Django looks each up in many steps, and
    Jinja's own function, which this one stands for, in four more. A page has hundreds.
    """
    if context.autoescape and not variables:
        return _translated_html(page_language(), message)
    translated = _translate(page_language(), message)
    if context.autoescape:
        # What a translator wrote, as Jinja's own function does.
        translated = Markup(translated)  # noqa: S704  # nosec
    return translated % variables


def fragment(fragments: dict[str, str], name: str, caller: Callable[[], str]) -> str:
    """HTML that is written once for a view model that is kept, in whose context the dictionary is:
    ``{% call fragment(fragments, "rows") %}``. What is inside depends on nothing else, such as who
    asks.
    """
    if name not in fragments:
        fragments[name] = caller()
    return fragments[name]


def frame(section: str) -> dict[str, str]:
    """What stands around the pages of a section, as HTML by name: a tenth of a list page."""
    return _frame(page_language(), section, shown_settings(), current_identity().digest)


@lru_cache(maxsize=256)
def _frame(_language: str, _section: str, _settings: str, _identity: str) -> dict[str, str]:
    return {}


FILTERS: dict[str, Callable[..., Any]] = {
    "day": localize_date,
    "isolated": isolated,
    "when": when,
    "number": localize_number,
    "in_language": in_language,
    "followed": followed,
}


def environment(**options: Any) -> Environment:
    """The environment for Django's Jinja2 backend; ``options`` are the backend's own."""
    options.update(
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        bytecode_cache=compiled_templates(),
    )
    # Autoescape is among the options, which are Django's: on.
    env = Environment(extensions=["jinja2.ext.i18n", LightWhitespace], **options)  # noqa: S701  # nosec
    env.policies["ext.i18n.trimmed"] = True
    env.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    env.globals.update(
        _=gettext,
        gettext=gettext,
        fragment=fragment,
        frame=frame,
        url=url,
        static=static,
        integrity=integrity,
        site_version=version,
        identity=current_identity,
        neutral_title=NEUTRAL_TITLE,
        neutral_titles=neutral_titles,
        other_titles_url=other_titles_url,
        page_language=page_language,
        page_direction=page_direction,
        operator=operator,
        report_link=report_link,
        vocabulary_language=VOCABULARY_LANGUAGE,
    )
    env.filters.update(FILTERS)
    return env
