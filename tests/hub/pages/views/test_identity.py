"""Administrators dress the site: what they type is looked at, then published, or taken back."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hub.identity.models import IdentityDraft, IdentityVersion
from hub.identity.publication import publish

pytestmark = pytest.mark.django_db
EDIT, LOOK, HISTORY = "/admin/identity/", "/admin/identity/look/", "/admin/identity/history/"
SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path fill="#123456" '
    b'd="M0 0h8v8z"/></svg>'
)


@pytest.fixture
def administrator(signed_in):
    return signed_in("administrator", name="Ada")


@pytest.fixture
def reader():
    return Client()


def text_of(answer):
    return answer.content.decode()


def dress(browser, **given):
    """What is typed, looked at and published."""
    answer = browser.post(EDIT, {"seen": IdentityVersion.objects.count(), **given})
    assert answer.status_code == 302, re.findall(r'class="errorlist.*?</ul>', text_of(answer), re.S)
    return browser.post("/admin/identity/publish/")


def test_nothing_changes_for_readers_before_it_is_published(administrator, reader):
    administrator.post(EDIT, {"name": "Harbour Council"})
    assert "Harbour Council" not in text_of(reader.get("/"))
    assert "Harbour Council" in text_of(administrator.get(LOOK))
    preview = administrator.get("/admin/identity/preview/home/en/")
    assert "Harbour Council" in text_of(preview)
    assert preview["X-Robots-Tag"] == "noindex, nofollow"
    administrator.post("/admin/identity/publish/")
    assert "Harbour Council" in text_of(reader.get("/"))


def test_all_that_can_be_dressed_is_shown_to_readers(administrator, reader):
    mark = SimpleUploadedFile("mark.svg", SVG)
    dress(
        administrator, name="Harbour Council", short_name="Harbour", mark=mark,
        colour_light="#123456", colour_dark="#abcdef", operator_name="The Council",
        operator_address="1 Quay", operator_funding="Its members pay.",
        contact="hello@harbour.example", exit_address="https://weather.example/",
        licence="CC BY 4.0 https://creativecommons.org/licenses/by/4.0/",
        text_about_en="We *keep watch*.", menu_0="events", menu_0_en="Calendar", menu_1="tools",
    )  # fmt: skip
    page, about = text_of(reader.get("/")), text_of(reader.get("/about/"))
    assert "<title>Harbour" in page or "Harbour</title>" in page
    assert 'href="https://weather.example/"' in page
    (sheet,) = re.findall(r'href="(/identity/colours-[^"]+)"', page)
    (drawn,) = set(re.findall(r'"(/identity/mark-[^"]+)"', page))
    assert "--link:#123456" in text_of(reader.get(sheet))
    assert reader.get(drawn)["Content-Type"] == "image/svg+xml"
    for words in ("<em>keep watch</em>", "The Council", "1 Quay", "Its members pay.",
                  "hello@harbour.example"):  # fmt: skip
        assert words in about
    assert page.index("Calendar") < page.index('href="/tools/"')


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"name": "x" * 500}, "at most 80 characters"),
        ({"colour_light": "#ffcc00"}, "its contrast is 1."),
        ({"colour_dark": "#0a4d54"}, "and 4.5 : 1 is needed"),
        ({"colour_light": "turquoise"}, "six digits"),
        ({"exit_address": "http://weather.example/"}, "begins with https://"),
        ({"exit_address": "javascript:alert(1)"}, "begins with https://"),
        ({"contact": "nobody"}, "This is no e-mail address."),
        ({"menu_0": "casino"}, "“casino” is no entry"),
        ({"menu_0": "tools", "menu_1": "tools"}, "is in the menu twice"),
        ({"text_about_en": "[x](javascript:alert(1))"}, "cannot be used"),
        ({"text_about_en": "x" * 9000}, "at most 8000 characters"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_what_was_typed_stays(
    administrator, given, sentence
):
    answer = administrator.post(EDIT, {"operator_name": "The Council", **given})
    assert answer.status_code == 400
    page = text_of(answer)
    assert sentence in page
    assert 'value="The Council"' in page
    assert not IdentityDraft.objects.exists()


def test_a_mark_that_was_read_need_not_be_chosen_again(administrator):
    sent = {"mark": SimpleUploadedFile("mark.svg", SVG), "colour_light": "#ffcc00"}
    assert administrator.post(EDIT, sent).status_code == 400
    dress(administrator, colour_light="#123456")
    assert IdentityVersion.objects.get().values["mark"]["type"] == "svg"


def test_a_mark_that_cannot_be_is_refused(administrator):
    sent = {"mark": SimpleUploadedFile("mark.svg", SVG.replace(b"<path", b"<script/><path"))}
    answer = administrator.post(EDIT, sent)
    assert answer.status_code == 400
    assert "holds a script" in text_of(answer)


def test_html_in_a_text_is_shown_and_never_live(administrator, reader):
    dress(administrator, text_about_en='<script src="//x.example/a.js"></script>')
    page = text_of(reader.get("/about/"))
    assert '&lt;script src="//x.example/a.js"&gt;' in page
    assert '<script src="//x' not in page


def test_a_draft_that_began_before_another_version_is_not_published_unseen(
    administrator, make_person
):
    administrator.post(EDIT, {"name": "Mine"})
    publish({"name": "Theirs"}, based_on=0, by=make_person(name="Grace"))
    answer = administrator.post("/admin/identity/publish/")
    assert answer.status_code == 409
    assert "Theirs" in text_of(answer)
    assert IdentityVersion.objects.count() == 1
    administrator.post("/admin/identity/take-on/")
    administrator.post("/admin/identity/publish/")
    assert IdentityVersion.objects.newest_first().first().values == {"name": "Mine"}


def test_the_history_says_who_changed_what_and_leads_back(administrator, reader):
    dress(administrator, name="First")
    dress(administrator, name="Second")
    history = text_of(administrator.get(HISTORY))
    assert "Ada" in history
    assert "First" in history
    administrator.post(f"{HISTORY}1/", {"seen": "2"})
    assert "First" in text_of(reader.get("/"))
    late = administrator.post(f"{HISTORY}2/", {"seen": "2"})
    assert late.status_code == 409
    assert administrator.post(f"{HISTORY}99/", {"seen": "3"}).status_code == 404


def test_a_draft_is_dropped(administrator):
    administrator.post(EDIT, {"name": "Mine"})
    administrator.post("/admin/identity/drop/")
    assert not IdentityDraft.objects.exists()
    assert administrator.get("/admin/identity/preview/home/en/").status_code == 404


@pytest.mark.parametrize("path", [EDIT, LOOK, HISTORY])
def test_curators_may_not(signed_in, path):
    assert signed_in("curator").get(path).status_code == 403


def test_the_files_are_those_that_were_published_and_no_others(reader):
    for path in ("/identity/mark-0123456789abcdef.svg", "/identity/colours-ffcc00-abcdef.css",
                 "/identity/colours-zz-abcdef.css"):  # fmt: skip
        assert reader.get(path).status_code == 404


def test_an_accessibility_statement_says_what_is_promised_and_where_it_ends(reader):
    page = text_of(reader.get("/accessibility/"))
    assert "WCAG 2.2" in page
    assert 'href="/accessibility/"' in text_of(reader.get("/tools/"))
