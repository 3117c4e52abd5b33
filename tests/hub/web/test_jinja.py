"""The environment of the public pages: what templates can rely on."""

import datetime
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from django.utils import translation
from jinja2 import Environment, UndefinedError, select_autoescape

from hub.web import jinja
from hub.web.jinja import environment
from hub.web.view_models import Page

FOLDER = Path(settings.BASE_DIR) / "templates" / "site"
TEMPLATES = sorted(FOLDER.rglob("*.html"))
# Programs that show mails load no style sheet: what they need stands in the mail itself.
PAGES = [path for path in TEMPLATES if "mails" not in path.parts]


def names(paths):
    return [path.relative_to(FOLDER).as_posix() for path in paths]


def render(source, **context):
    return environment(autoescape=True).from_string(source).render(context)


def test_text_is_escaped():
    assert render("{{ words }}", words="<b>&") == "&lt;b&gt;&amp;"


def test_a_name_that_nobody_gave_is_an_error():
    with pytest.raises(UndefinedError):
        render("{{ nobody }}")


def test_indentation_is_not_sent():
    assert render("<ul>\n    <li>\n\t</li>\n</ul>") == "<ul>\n<li>\n</li>\n</ul>"


def test_what_is_put_into_a_translated_sentence_is_escaped():
    assert render("{{ _('By %(name)s', name=name) }}", name="<i>") == "By &lt;i&gt;"


def test_a_message_is_translated_as_jinja_does():
    """Ours stands for its function: the same text, escaped or plain, whatever is in it."""
    sources = ("{{ _('Cookies & you') }}", "{{ _('100%% of %(name)s', name=name) }}",
               "{% trans %}50 % of it{% endtrans %}", "{{ _('Tools') }}")  # fmt: skip
    by_jinja = Environment(extensions=["jinja2.ext.i18n"], autoescape=select_autoescape(("html",)))
    by_jinja.install_gettext_callables(translation.gettext, translation.ngettext, newstyle=True)
    ours = environment(autoescape=True)
    for source in sources:
        plain = "{% autoescape false %}" + source + "{% endautoescape %}"
        html = "{% autoescape true %}" + source + "{% endautoescape %}"
        for language in ("en", "fr", "ar"):
            for template in (plain, html):
                with translation.override(language):
                    answers = [
                        each.from_string(template).render(name="<i>") for each in (ours, by_jinja)
                    ]
                assert answers[0] == answers[1]


def test_a_fragment_is_written_once():
    source = "{% call fragment(kept, 'a') %}<b>{{ word }}</b>{% endcall %}"
    kept = {}
    assert [render(source, kept=kept, word=word) for word in ("<", "other")] == ["<b>&lt;</b>"] * 2


@pytest.mark.parametrize(("count", "words"), [(1, "1 tool"), (2, "2 tools"), (0, "0 tools")])
def test_plural_forms_follow_the_number(count, words):
    source = "{% trans count=count %}{{ count }} tool{% pluralize %}{{ count }} tools{% endtrans %}"
    assert render(source, count=count) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [("2021", "2021"), ("2021-10", "October 2021"), ("2018-10-18", "18 October 2018")],
)
def test_a_date_is_as_precise_as_its_source(text, words):
    assert render("{{ d|when }}", d=text) == f'<time datetime="{text}">{words}</time>'


def test_a_date_is_written_in_the_language_of_the_page():
    with translation.override("fr"):
        assert ">18 octobre 2018<" in render("{{ d|when }}", d="2018-10-18")


def test_a_moment_is_shown_as_its_day_in_utc():
    moment = datetime.datetime(
        2025, 1, 1, 1, 0, tzinfo=datetime.timezone(datetime.timedelta(hours=3))
    )
    assert ">31 December 2024<" in render("{{ d|when }}", d=moment)


@pytest.mark.parametrize("missing", [None, ""])
def test_a_date_that_is_missing_says_so(missing):
    assert render("{{ d|when }}", d=missing) == "date not recorded"


def test_a_text_that_is_no_date_is_an_error():
    with pytest.raises(ValueError, match="2021-13"):
        render("{{ d|when }}", d="2021-13")


@pytest.mark.parametrize(("language", "words"), [("en", "12,345"), ("de", "12.345")])
def test_numbers_follow_the_language_of_the_page(language, words):
    with translation.override(language):
        assert render("{{ n|number }}", n=12345) == words


@pytest.mark.parametrize(
    ("language", "marks"),
    [("en", ""), ("", ""), ("ar", ' lang="ar" dir="rtl"'), ("fr", ' lang="fr" dir="ltr"')],
)
def test_text_in_another_language_is_marked(language, marks):
    assert render("<p{{ l|in_language }}>", l=language) == f"<p{marks}>"


def test_a_right_to_left_language_turns_the_page():
    with translation.override("ar"):
        assert render("{{ page_language() }} {{ page_direction() }}") == "ar rtl"


@pytest.mark.parametrize("name", names(TEMPLATES))
def test_every_template_compiles(name):
    engines["jinja2"].get_template(name)


@pytest.mark.parametrize("path", TEMPLATES, ids=names(TEMPLATES))
def test_a_template_begins_by_saying_what_it_needs(path):
    assert path.read_text(encoding="utf-8").startswith("{#")


@pytest.mark.parametrize("path", TEMPLATES, ids=names(TEMPLATES))
def test_a_template_stays_short(path):
    most = 60 if path.name.startswith("_") else 120
    assert len(path.read_text(encoding="utf-8").splitlines()) <= most


@pytest.mark.parametrize("path", PAGES, ids=names(PAGES))
def test_a_template_holds_nothing_that_the_policy_would_block(path):
    text = path.read_text(encoding="utf-8")
    inline = re.findall(r'\sstyle=|\son[a-z]+="|<style|<script(?! src| type="application/ld)', text)
    assert not inline


@pytest.mark.parametrize("path", TEMPLATES, ids=names(TEMPLATES))
def test_a_template_keeps_every_word_translatable(path):
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"\{#.*?#\}", "", text, flags=re.S)
    text = re.sub(
        r"\{% trans.*?endtrans %\}|\{[{%].*?[%}]\}|<!doctype html>", " ", text, flags=re.S
    )
    text = re.sub(r"<style>.*?</style>|<[^>]*>", " ", text, flags=re.S)
    assert not re.findall(r"[A-Za-z]{2,}", text)


@pytest.fixture
def message_page():
    def page(**changes):
        shown = Page(title="Gone", **changes)
        message = {"heading": "Gone", "sentence": "It is gone.", "next": ()}
        return (
            engines["jinja2"]
            .get_template("message.html")
            .render({"page": shown, "message": message})
        )

    return page


def test_the_exit_button_follows_the_skip_link_at_once(message_page):
    links = re.findall(r'<a class="([a-z]+)" href', message_page())
    assert links[:2] == ["skip", "exit"]


def test_the_exit_button_tells_nobody_where_the_reader_was(message_page):
    exit_link = re.search(r'<a class="exit"[^>]*>', message_page()).group()
    assert f'href="{settings.EXIT_ADDRESS}" rel="noreferrer"' in exit_link


def test_structured_data_cannot_end_its_script(message_page):
    page = message_page(json_ld={"name": "</script><script>alert(1)</script>"})
    assert page.count("</script>") == 2  # the exit's script and the data


def test_a_page_names_no_foreign_address_that_a_browser_would_fetch(message_page):
    fetched = re.findall(r'<(?:link|script|img)[^>]* (?:href|src)="(https?:[^"]*)"', message_page())
    assert fetched == []


@pytest.mark.parametrize(
    ("address", "shown"),
    [("/tools/", "/tools/"), ("https://a.example/?b=1", "https://a.example/?b=1"),
     ("http://a.example", "http://a.example"), ("javascript:alert(1)", "#"),
     (" javascript:alert(1)", "#"), ("data:text/html,x", "#"), ("", "#")],
)  # fmt: skip
def test_only_addresses_of_the_web_are_followed(address, shown):
    assert render("{{ address|followed }}", address=address) == shown


def test_the_frame_that_is_kept_is_that_of_section_language_and_settings(message_page, settings):
    pages = []
    for made_anew in (False, True):
        for section in ("tools", "about"):
            for language in ("en", "ar"):
                for name in ("", "A ministry"):
                    settings.OPERATOR_NAME = name
                    if made_anew:
                        jinja._frame.cache_clear()
                    with translation.override(language):
                        pages.append(message_page(section=section))
    assert pages[:8] == pages[8:]
    assert len(set(pages)) == 8
