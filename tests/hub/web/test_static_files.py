"""Style sheets as they are served: the same rules in fewer bytes, each under a name of its own."""

import gzip
import json
import re
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage

from hub import settings as product
from hub.web.static_files import StaticFiles, minify_css

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    ("sheet", "minified"),
    [
        ("a {\n  color: red;\n  margin: 0;\n}\n", "a{color:red;margin:0}"),
        ("a, b > c {}", "a,b>c{}"),
        ("/* why */ a { } /* and\n */ b { }", "a{}b{}"),
        ("a/* two words */b { }", "a b{}"),
        ("nav :link, .a :is(b, i) { }", "nav :link,.a :is(b,i){}"),
        ("a { width: calc(1px + (2px - 1em)); }", "a{width:calc(1px + (2px - 1em))}"),
        ("a + b ~ c { margin: -1px -2px }", "a + b ~ c{margin:-1px -2px}"),
        ("@media (min-width: 1em) and print { a { } }", "@media (min-width:1em) and print{a{}}"),
        ('@charset "utf-8";\na { }', '@charset "utf-8";a{}'),
    ],
)
def test_what_means_nothing_is_left_out(sheet, minified):
    assert minify_css(sheet.encode()).decode() == minified


@pytest.mark.parametrize(
    "kept",
    [
        '"a  ;  }  b"',
        "'it /* is */ text'",
        r'"\"  /* x */  "',
        r"'\'  ,  '",
        "url(a.png?x=1;  y)",
        "url(data:image/png;base64,//*=)",
        "url( 'a  {  b.svg' )",
        '"▲  "',
        "/*! Licence:  don't  { drop } */",
    ],
)
def test_texts_addresses_and_licences_stay_as_they_are(kept):
    assert kept.encode() in minify_css(f'a {{ b: {kept} ; }} /* " */ c {{ }}'.encode())


@pytest.mark.parametrize("broken", ["", "a {", "}", "/*", 'a { b: "', "\\", "url(", "é\udc80"])
def test_a_sheet_that_is_none_is_no_error(broken):
    minify_css(broken.encode(errors="surrogateescape"))


@pytest.mark.parametrize(
    "path", sorted((ROOT / "static").rglob("*.css")), ids=lambda path: path.name
)
def test_a_sheet_of_ours_that_was_minified_has_nothing_left_to_leave_out(path):
    minified = minify_css(path.read_bytes())
    assert (minify_css(minified), b"/*" in minified) == (minified, False)


@pytest.fixture
def collected(tmp_path):
    """What the storage makes of a sheet, a picture that it names and a script."""
    source = tmp_path / "source"
    (source / "css").mkdir(parents=True)
    sheet = "/* Why. */\na { background: url(sign.svg); }\n" + "b { color: red; }\n" * 40
    (source / "css/a.css").write_text(sheet)
    (source / "css/sign.svg").write_text("<svg>  </svg>")
    (source / "a.js").write_text("// Why.\nlet a = 1;\n")
    files = FileSystemStorage(source)
    storage = StaticFiles(location=str(tmp_path / "served"), base_url="/static/")
    for name in ("css/a.css", "css/sign.svg", "a.js"):
        with files.open(name) as file:
            storage.save(name, file)
    paths = {name: (files, name) for name in ("css/a.css", "css/sign.svg", "a.js")}
    made = list(storage.post_process(paths))
    assert not [outcome for _name, _hashed, outcome in made if isinstance(outcome, Exception)]
    return tmp_path / "served"


def named(collected, name):
    return collected / json.loads((collected / "staticfiles.json").read_text())["paths"][name]


def test_a_sheet_is_served_minified_under_the_fingerprint_of_what_is_served(collected):
    sheet = named(collected, "css/a.css")
    sign = named(collected, "css/sign.svg").name
    served = sheet.read_text()
    assert served.startswith(f'a{{background:url("{sign}")}}b{{color:red}}')
    assert f".{StaticFiles().file_hash('a.css', ContentFile(sheet.read_bytes()))}." in sheet.name
    assert gzip.decompress(Path(f"{sheet}.gz").read_bytes()).decode() == served


def test_other_files_are_served_as_they_are(collected):
    assert named(collected, "css/sign.svg").read_text() == "<svg>  </svg>"
    assert named(collected, "a.js").read_text() == "// Why.\nlet a = 1;\n"


def test_the_product_collects_its_files_so():
    backend = product.STORAGES["staticfiles"]["BACKEND"]
    assert backend == f"{StaticFiles.__module__}.{StaticFiles.__qualname__}"


# Sheets that only some pages link

TEMPLATES = ROOT / "templates/site"
PAGES = [
    path
    for path in sorted(TEMPLATES.rglob("*.html"))
    if not path.name.startswith("_")
    and "mails" not in path.parts
    # Stands alone, with a sheet of its own beside it.
    and path.name != "bare_error.html"
]
PARTS = re.compile(r"""\{% (?:from|import|include|extends) "([^"]+)\"""")
CLASSES = re.compile(r'class="((?:[^"{]|\{\{.*?\}\}|\{%.*?%\})*)"')


def styled_classes(sheet: str) -> set[str]:
    rules = re.sub(r'"[^"]*"', "", minify_css((ROOT / "static" / sheet).read_bytes()).decode())
    selectors = re.findall(r"([^{};]+)\{", rules)
    return {name for each in selectors for name in re.findall(r"\.([A-Za-z][\w-]*)", each)}


def with_parts(page: Path) -> str:
    """A template and all that it imports, includes and extends."""
    text = page.read_text()
    return text + "".join(with_parts(TEMPLATES / part) for part in PARTS.findall(text))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(TEMPLATES)))
def test_a_page_links_the_sheets_that_its_classes_are_styled_in(page):
    text = with_parts(page)
    used = {word for names in CLASSES.findall(text) for word in re.findall(r"[\w-]+", names)}
    linked = set(re.findall(r"static\('(css/[^']+)'\)", text))
    assert "css/site.css" in linked
    others = {f"css/{path.name}" for path in (ROOT / "static/css").glob("*.css")} - linked
    here = set().union(*map(styled_classes, linked))
    elsewhere = set().union(*map(styled_classes, others))
    assert used & (elsewhere - here) == set()
