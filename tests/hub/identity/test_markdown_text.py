"""Texts of administrators are a small Markdown: nothing in them is live but links."""

import pytest

from hub.identity.markdown_text import refused_links, render
from hub.identity.menu import BUILT_IN, ENTRIES, menu_entries


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One.\n\nTwo.", "<p>One.</p>\n<p>Two.</p>\n"),
        ("**strong** *emphasis*", "<p><strong>strong</strong> <em>emphasis</em></p>\n"),
        ("# Heading", "<h3>Heading</h3>\n"),
        ("###### Heading", "<h4>Heading</h4>\n"),
        ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"),
        ("[about](/about/)", '<p><a href="/about/" rel="noreferrer">about</a></p>\n'),
    ],
)
def test_what_is_written_is_what_is_shown(text, html):
    assert render(text) == html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "text <b onclick=alert(1)>bold</b>",
        "<div>\n\n**inside**\n\n</div>",
    ],
)
def test_html_is_shown_as_it_was_typed(text):
    shown = render(text)
    assert "&lt;" in shown
    assert not {"<script", "<img", "<b ", "<div"} & {shown[at : at + 7] for at in range(len(shown))}
    assert all(f"<{name}" not in shown for name in ("script", "img", "b ", "div"))


def test_pictures_are_none():
    assert "<img" not in render("![a map](https://x.example/map.png)")


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "//x.example/",
        "ftp://a/",
        "x",
    ],
)
def test_a_link_that_leads_nowhere_good_is_refused_and_is_dead_anyway(address):
    assert refused_links(f"[here]({address})") == [address]
    assert "script:" not in render(f"[here]({address})").lower().replace("here", "")


def test_links_that_may_stand_are_let_through():
    text = "[a](https://x.example/) [b](mailto:a@x.example) [c](tel:+43) [d](/about/) [e](#top)"
    assert refused_links(text) == []


# The menu


def test_the_menu_is_the_usual_one_where_nothing_was_chosen():
    main, others = menu_entries((), "en")
    assert tuple(entry.slug for entry in main) == BUILT_IN
    assert {entry.slug for entry in (*main, *others)} == set(ENTRIES)


def test_what_is_not_chosen_stays_within_reach_and_nothing_is_there_twice():
    chosen = [
        {"entry": "events", "names": {"en": "Calendar"}},
        {"entry": "nothing", "names": {}},
        {"entry": "events", "names": {}},
        {"entry": "tools", "names": {}},
    ]
    main, others = menu_entries(chosen, "en")
    assert [entry.slug for entry in main] == ["events", "tools"]
    assert {entry.slug for entry in others} == set(ENTRIES) - {"events", "tools"}
