"""A browser reads a style sheet as it is served as it reads the one that people write."""

from pathlib import Path

import django.contrib.admin
import pytest

from hub.web.static_files import minify_css

ROOT = Path(__file__).parents[2]
ADMIN = Path(django.contrib.admin.__file__).parent
SHEETS = [*sorted((ROOT / "static").rglob("*.css")), *sorted((ADMIN / "static").rglob("*.css"))]
RULES = """sheets => sheets.map(text => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    // Values that hold variables are told as they are written.
    return [...sheet.cssRules].map(rule => rule.cssText.replace(/,\\s+/g, ","));
})"""


@pytest.fixture
def page(browser):
    """A page without a site, which no rule needs."""
    page = browser.new_page()
    yield page
    page.close()


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_a_minified_sheet_has_the_same_rules(page, path):
    written = path.read_text(encoding="utf-8")
    served = minify_css(written.encode()).decode()
    rules, rules_as_served = page.evaluate(RULES, [written, served])
    assert len(rules) > 0
    assert rules == rules_as_served
