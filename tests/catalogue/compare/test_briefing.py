"""The briefing sheet: text and Word file say the same, and nothing is cut away."""

import io
import re
import zipfile
from itertools import pairwise

import docx
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx.oxml.ns import qn

from catalogue.compare.briefing import build_briefing
from catalogue.compare.docx_export import render_docx
from catalogue.compare.parameters import CompareParameters, select_tools
from catalogue.compare.table import assess_tools
from catalogue.compare.text_export import render_text
from catalogue.fit.situation import Situation
from catalogue.models import Tool
from catalogue.presenters.safety_panel import QUESTIONS
from hub.records.models import SearchState
from hub.search_engine.snapshot_cache import get_snapshot

pytestmark = pytest.mark.django_db

DAY = "2026-11-21"
LONG = " ".join(f"Warning number {number} must be read." for number in range(400))


def sheet(*tools, situation=None):
    asked = CompareParameters(tuple(tool.slug for tool in tools), situation or Situation())
    found = select_tools(asked.tools).tools
    snapshot = get_snapshot(Tool.kind, "public")
    pks = [tool.pk for tool in found]
    judged = assess_tools(snapshot, pks, asked.situation) if situation else []
    return build_briefing(found, judged, asked, "/shortlist/", DAY)


def words(text):
    """What is said, without marks of layout."""
    return re.findall(r"\w+", text)


def text_of(element):
    parts = element.iter(qn("w:t"), qn("w:br"))
    return "".join(part.text if part.tag == qn("w:t") else "\n" for part in parts)


def said_in(document):
    """The text of a Word file in its order, tables in their place; what stands at the head of a
    grid is said before each of its cells, as plain text says it.
    """
    parts = []
    for block in document.element.body.iterchildren():
        if block.tag == qn("w:tbl"):
            head, *rows = block.tr_lst
            labels = [text_of(cell) for cell in head.tc_lst]
            labels = ["", *labels[1:]] if len(labels) > 2 else ["", ""]
            for row in rows:
                cells = zip(labels, row.tc_lst, strict=True)
                parts += [f"{label} {text_of(cell)}".strip() for label, cell in cells]
        else:
            parts.append(text_of(block))
    return "\n".join(parts)


@pytest.fixture
def rich(make_tool, make_organisation, make_deployment, cite):
    tool = make_tool(
        name="Shelter Book",
        terms=("connectivity/offline-first", "language/ar", "safeguard/risk-surveillance"),
        inferred=("safeguard/risk-misidentification",),
        organisations=(make_organisation(name="A careful body"),),
        known_none=["technology"],
        preconditions="Trained staff.\nA locked room.",
        caution=LONG,
        open_source=False,
        verification="source-checked",
        verified_on="2026-05-06",
        panel="assessed",
        panel_assessed_on="2026-01-02",
        panel_assessed_by="A careful body",
        consent="Asked for on paper.",
    )
    cite(tool, title="The report", url="https://example.org/r", checked="2026-02-03")
    make_deployment(tool=tool, title="Used in Kenya", terms=("country/ke",), adaptation="A form.")
    return tool


@pytest.fixture
def both(rich, make_tool):
    return rich, make_tool(name="Bare Tool", terms=("connectivity/internet-required",))


CAMP = Situation(limit=("no-internet",), language=("ar",))


def test_text_and_word_file_say_the_same_words_in_the_same_order(both):
    made = sheet(*both, situation=CAMP)
    document = docx.Document(io.BytesIO(render_docx(made)))
    assert words(said_in(document)) == words(render_text(made))


def test_cautions_are_never_cut_away(both):
    made = sheet(*both)
    plain = " ".join(render_text(made).replace("\n! ", " ").split())
    assert LONG in plain
    document = docx.Document(io.BytesIO(render_docx(made)))
    assert any(LONG in paragraph.text for paragraph in document.paragraphs)


@pytest.mark.parametrize(
    "fact",
    [
        "Made on 21 November 2026",
        "What limits you? No internet",
        "It works without internet",
        "It does not work without internet",
        "Not recommended: known to break a limit",
        "Known: none",
        "Trained staff. A locked room.",
        "✓ checked 3 February 2026",
        "Asked for on paper. [1] ✓",
        "Assessed on 2 January 2026 by A careful body",
        "Not assessed. Nobody has assessed this tool",
        "(inferred by an editor)",
        "Used in Kenya (Kenya)",
        "What was adapted: A form.",
        "Last checked 6 May 2026.",
        "No date of a check is recorded.",
        "1. The report. https://example.org/r",
        "What is not known: ask before anybody at risk depends on it",
        "What it does: Not known",
        "Warning: ▲ Not recommended: known to break a limit",
        "Open question: ",
        "NOT ASSESSED: Data it takes,",
    ],
)
def test_the_sheet_says(both, fact):
    text = render_text(sheet(*both, situation=CAMP))
    assert fact in " ".join(text.split())


def test_the_day_of_most_checks_is_said_once(both, cite):
    """Another day stands at its fact."""
    tool, _bare = both
    cite(tool, "consent", title="Another report", checked="2026-04-05")
    text = " ".join(render_text(sheet(*both)).split())
    assert text.count("checked 3 February 2026") == 1
    assert "checked 5 April 2026" in text


def test_where_no_two_facts_share_a_day_each_says_its_own(make_tool, cite):
    tool = make_tool(consent="On paper.", open_source=False)
    cite(tool, "consent", checked="2026-04-05")
    assert "On paper. [1], checked 5 April 2026" in " ".join(render_text(sheet(tool)).split())


def test_without_a_situation_the_sheet_says_that_fit_was_not_judged(both):
    assert "No situation was described, so fit was not judged." in render_text(sheet(*both))


def test_the_word_file_has_real_headings(both):
    document = docx.Document(io.BytesIO(render_docx(sheet(*both))))
    levels = [
        int(paragraph.style.name.removeprefix("Heading "))
        for paragraph in document.paragraphs
        if paragraph.style.name.startswith("Heading")
    ]
    assert levels.count(1) == 1
    steps = pairwise(levels)
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in steps)


def test_the_word_file_has_tables_whose_head_is_repeated(both):
    document = docx.Document(io.BytesIO(render_docx(sheet(*both))))
    assert document.tables
    for table in document.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        head = [cell.text for cell in table.rows[0].cells]
        assert head in (["Fact", "What is known of it"], list(COMPARED))


COMPARED = (
    "Tool", "What it does", "Needs", "Cost and access", "Languages", "Warning", "Open question",
)  # fmt: skip


def test_the_first_page_compares_and_the_details_begin_on_the_next(both):
    made = sheet(*both, situation=CAMP)
    document = docx.Document(io.BytesIO(render_docx(made)))
    grid, *_facts = document.tables
    assert [row.cells[0].text for row in grid.rows[1:]] == ["1. Shelter Book", "2. Bare Tool"]
    sizes = {run.font.size for row in grid.rows for run in runs_of(row)}
    assert {size.pt for size in sizes} == {9}
    order = document.element.body.iter(qn("w:tbl"), qn("w:br"))
    pages = [one for one in order if one.get(qn("w:type")) == "page" or one is grid._tbl]
    assert [one.tag for one in pages] == [qn("w:tbl"), qn("w:br")]


def runs_of(row):
    return [run for cell in row.cells for each in cell.paragraphs for run in each.runs]


def test_each_page_of_the_word_file_says_its_number_its_day_and_where_it_is_from(both):
    (section,) = docx.Document(io.BytesIO(render_docx(sheet(*both)))).sections
    foot = section.footer._element
    fields = [one.get(qn("w:instr")) for one in foot.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]
    said = "".join(one.text for one in foot.iter(qn("w:t")))
    assert said.startswith(
        "Made on 21 November 2026 from this site: Anti-Trafficking Technology Hub, "
    )


def test_a_sheet_names_who_runs_the_site(both, settings):
    settings.OPERATOR_NAME = "A careful body"
    assert "Technology Hub, run by A careful body, http" in sheet(*both).made


def test_the_word_file_names_nobody_and_nothing_of_the_template(both):
    made = render_docx(sheet(*both))
    about = docx.Document(io.BytesIO(made)).core_properties
    assert (about.title, about.author, about.last_modified_by) == ("Briefing sheet", "", "")
    assert (about.comments, about.keywords, about.subject) == ("", "", "")
    assert about.created.date().isoformat() == DAY
    names = zipfile.ZipFile(io.BytesIO(made)).namelist()
    assert not [name for name in names if "thumbnail" in name or "app.xml" in name]
    assert not [name for name in names if "customXml" in name or "Effects" in name]


def test_the_word_file_is_in_the_language_of_the_page(both):
    document = docx.Document(io.BytesIO(render_docx(sheet(*both))))
    defaults = document.styles.element.find(qn("w:docDefaults"))
    assert [mark.get(qn("w:val")) for mark in defaults.iter(qn("w:lang"))] == ["en-GB"]


def test_text_in_another_language_says_so_in_the_word_file(make_tool):
    tool = make_tool(name="كتاب", summary="وصف", language="ar")
    document = docx.Document(io.BytesIO(render_docx(sheet(tool))))
    (summary,) = [one for one in document.paragraphs if one.text == "وصف"]
    (run,) = summary.runs
    assert run._r.rPr.find(qn("w:lang")).get(qn("w:bidi")) == "ar"
    assert run._r.rPr.find(qn("w:rtl")) is not None


def test_the_same_sheet_gives_the_same_bytes(both):
    made = sheet(*both)
    assert render_docx(made) == render_docx(made)


def test_letters_that_no_file_may_hold_do_no_harm(make_tool):
    made = sheet(make_tool(summary="a\x0bb\x1fc", caution="d\ufffee"))
    text = said_in(docx.Document(io.BytesIO(render_docx(made))))
    assert "a b c" in text
    assert "de" in text
    assert "a b c" in render_text(made)


def test_a_scope_that_nobody_recorded_is_told_as_not_known_in_every_export(make_tool):
    known, unknown = (sheet(make_tool(scope=scope)) for scope in ("adjacent", None))
    for render in (render_text, lambda made: said_in(docx.Document(io.BytesIO(render_docx(made))))):
        assert after_label("Made for", render(known)).startswith("General protection tool")
        assert re.search(r"Not known: [^.]*Made for", render(unknown))


HEADING = "Nine questions to ask before you use a tool with a person at risk"
ASSESSED = {
    "panel": "assessed",
    "panel_assessed_on": "2026-01-02",
    "panel_assessed_by": "A careful body",
}


def rendered(made):
    """Text and Word file, each in one line."""
    word = said_in(docx.Document(io.BytesIO(render_docx(made))))
    return [" ".join(text.split()) for text in (render_text(made), word)]


def test_the_nine_questions_stand_once_behind_page_one_before_the_tools(make_tool):
    made = sheet(*(make_tool(name=f"Tool {number}") for number in range(3)))
    heading, questions, first_tool, *_others = made.details
    assert (heading.run.text, heading.level) == (HEADING, 2)
    assert [item.text for item in questions.items] == [str(each.text) for each in QUESTIONS]
    assert first_tool.run.text.startswith("1. ")
    for text in rendered(made):
        assert [text.count(str(question.text)) for question in QUESTIONS] == [1] * 9
        assert text.count("ask the nine questions above first") == 3


@pytest.mark.parametrize(("others", "asked"), [(0, False), (1, True)])
def test_the_nine_questions_are_left_out_where_all_tools_are_assessed(make_tool, others, asked):
    tools = [make_tool(**ASSESSED), *(make_tool() for _each in range(others))]
    for text in rendered(sheet(*tools)):
        assert (HEADING in text) is asked
        assert text.count("ask the nine questions above first") == others


def test_practice_told_in_sources_alone_does_not_contradict_that_no_note_is_here(make_tool):
    for text in rendered(sheet(make_tool(terms=("evidence_level/practice-note",)))):
        assert "in the sources of this record; there is no practice note on this site yet." in text
        assert "Nobody has written here how it went when they used it" in text
        assert not re.search(r"Not known: [^.]*Practice notes", text)


def test_practice_told_here_is_pointed_to_by_the_heading_that_it_has(make_tool, make_deployment):
    tool = make_tool(terms=("evidence_level/practice-note",))
    make_deployment(tool=tool, title="Used in Kenya")
    for text in rendered(sheet(tool)):
        before, _pointer, behind = text.partition("see “Used in practice”")
        assert "Evidence" in before
        assert re.search(r"Used in practice\W+Used in Kenya", behind)


@pytest.mark.parametrize(
    ("panel", "said"),
    [
        ({}, "(from the record; nobody has assessed this)"),
        (ASSESSED, "(from the record; the assessors found no more)"),
        ({"data_kept": "In a locked room."}, None),
        ({"known_none": ["data_kept"]}, None),
    ],
)
def test_what_the_record_says_to_a_question_is_no_answer_beside_not_assessed(
    make_tool, panel, said
):
    tool = make_tool(terms=("connectivity/self-hosted-server",), **panel)
    for text in rendered(sheet(tool)):
        line = re.search(r"Where data are kept:? (.{0,120})", text)[1]
        if said:
            assert line.startswith(f"Self hosted server {said}")
        else:
            own = panel.get("data_kept", "Known: none")
            assert line.startswith(f"{own} · From the record: Self hosted server")


def after_label(label, text):
    """What stands after the first line that begins with a label."""
    return re.search(rf"^{label}[:\s]*(.*)", text, re.MULTILINE | re.DOTALL)[1]


def test_twenty_tools_need_no_more_queries_than_two(make_tool):
    tools = [make_tool(terms=("language/fr",)) for _each in range(20)]
    sheet(*tools[:2])
    counts = []
    for some in (tools[:2], tools):
        with SearchState.held(), CaptureQueriesContext(connection) as asked:
            sheet(*some)
        counts.append(len(asked))
    assert counts[0] == counts[1]
