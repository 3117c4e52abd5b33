"""From a spreadsheet and a focal point's answer to every place that tells of them: one truth.

What is expected is counted from the cells of the spreadsheet and from what the focal point types,
and from nothing else.
"""

import csv
import datetime
import io
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage

import docx
import openpyxl
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.test_curating import MADE, signed_in
from tests.journeys.test_imports import until
from tests.journeys.test_sent_changes import PATIENCE_SECONDS, link_in, mail_to, mails_to
from tests.plugins.site import RunningSite

# By country and action: the status, and the evidence.
Entries = dict[tuple[str, str], tuple[str, str]]

DOCUMENT = "/documents/icat-joint-statement-2022/"
OVERALL = "ICAT-2022-overall"  # the call that the statement does not count: nothing is said of it
LEGISLATION = "ICAT-2022-legislation"
DATA = "ICAT-2022-data-protection"
COOPERATION = "ICAT-2022-cooperation"
ACTIONS = (LEGISLATION, DATA, COOPERATION)
STATES = 193  # Member States of the United Nations, all of whom the statement asks
NOT_ASSESSED = "Not assessed"
STATUSES = ("Done", "Partly done", "Under way", "No action known", NOT_ASSESSED)
# As the curator has it: countries by name and by code, cells that say nothing in two ways.
CELLS = {
    "Kenya": (
        "Done: An act against recruitment online was passed.",
        "Under way: A bill on data of victims was read.",
        "",
    ),
    "AT": (
        "Under way: A draft law is in consultation.",
        "Done: Guidance for the police was published.",
        "Under way: A joint unit is being set up.",
    ),
    "Philippines": (
        "Done: The expanded act names platforms.",
        "No action known: None was found in three reports.",
        "Under way: Hotlines share referrals.",
    ),
    "Brazil": (
        "Partly done: Adverts are covered, chats are not.",
        "n/a",
        "Done: A task force with platforms meets monthly.",
    ),
}
COUNTRIES = ("Austria", "Brazil", "Kenya", "Philippines")
SOURCE, ISSUER, ADDRESSEE = (
    "Reports to the secretariat, 2025",
    "The issuing body",
    "The addressee itself",
)
ROUND = "First report"
FOCAL_POINT, READER = "focal.point.ke@example.org", "follow-up@example.org"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Both ends of each row of dots, and whether the browser draws them.
DOTS = """paths => paths.flatMap(path =>
    [...path.getAttribute("d").matchAll(/M(\\d+) (\\d+)h(\\d+)/g)].flatMap(([, x, y, more]) =>
        [+x, +x + +more].map(column => ({
            look: path.getAttribute("class"), column, row: +y,
            drawn: path.isPointInStroke(new DOMPoint(column, +y)),
        }))))"""
# What the clock's task does at the end of the quarter of an hour that is under way.
DIGEST = """
import datetime
from hub.digests.digest.schedule import schedule_due
from hub.outbox.tasks import wake_senders
from hub.records.database_clock import now_in_database
assert schedule_due(now_in_database() + datetime.timedelta(minutes=15))
wake_senders()
"""


@dataclass(frozen=True)
class Answer:
    """What Kenya's focal point types, and its date as pages say it."""

    status: str = "Partly done"
    evidence: str = "Two agreements with platforms were signed in Nairobi."
    source: str = "Agreements of 2026"
    url: str = "https://example.org/agreements"
    date: str = "May 2026"


ANSWER = Answer()


def workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["Country", *ACTIONS])
    for country, cells in CELLS.items():
        book.active.append([country, *cells])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def recorded() -> Entries:
    """What the spreadsheet says."""
    entries: Entries = {}
    for country, cells in CELLS.items():
        for action, cell in zip(ACTIONS, cells, strict=True):
            status, colon, words = cell.partition(": ")
            if colon:
                entries["Austria" if country == "AT" else country, action] = (status, words)
    return entries


def spoken(day: datetime.date) -> str:
    return f"{day.day} {day:%B %Y}"


@pytest.fixture(scope="module")
def curator(running_site) -> None:
    running_site.manage("shell", "--no-imports", "-c", MADE)


@pytest.fixture
def open_context(browser, site) -> Iterator[Callable[..., Page]]:
    """A page in a context of its own. Not of ``open_page``: the admin's Select2 sets styles that
    the content policy refuses, and that counts every refusal as a fault."""
    contexts = []

    def open_context(width: int = 1280) -> Page:
        context = browser.new_context(base_url=site, viewport={"width": width, "height": 900})
        context.set_default_timeout(20_000)
        contexts.append(context)
        return context.new_page()

    yield open_context
    for context in contexts:
        context.close()


def distribution(entries: Entries, action: str) -> dict[str, int]:
    """How many of all States have which status; those without an entry are not assessed."""
    counts = Counter(status for (_country, ref), (status, _) in entries.items() if ref == action)
    return {**counts, NOT_ASSESSED: STATES - counts.total()}


def in_words(counts: dict[str, int]) -> str:
    return " · ".join(f"{status} {counts[status]}" for status in STATUSES if counts.get(status))


def counted(sentence: str) -> dict[str, int]:
    """ "Done 2 · Under way 1" in any layout, as numbers."""
    found = re.findall(rf"({'|'.join(STATUSES)})\s+(\d+)", sentence)
    return {status: int(number) for status, number in found}


def table_of(table: Locator) -> list[list[str]]:
    """The words of each cell, row by row, headings too."""
    return table.evaluate(
        "table => [...table.rows].map(row => [...row.cells].map(cell => cell.innerText.trim()))"
    )


def subscribe(page: Page, running_site: RunningSite) -> None:
    """A reader follows what is recorded about Kenya."""
    page.goto("/countries/ke/")
    page.get_by_role("link", name="Get updates by e-mail").click()
    page.get_by_label("As it happens").check()
    page.get_by_label("Your e-mail address").fill(READER)
    page.get_by_role("button", name="Send me the link").click()
    page.goto(link_in(mail_to(running_site.var, READER)))
    page.get_by_role("button", name="Yes, send me these updates").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirmed")


def bring_in(page: Page) -> None:
    """The curator uploads the spreadsheet, looks at the preview and applies it."""
    page.goto("/curate/imports/new/")
    upload = {"name": "joint-statement.xlsx", "mimeType": XLSX, "buffer": workbook()}
    page.get_by_label("File", exact=True).set_input_files(upload)
    page.get_by_label("Name of a new source").fill("Secretariat of the joint statement")
    page.get_by_label("What its rows are").select_option("follow_up")
    page.get_by_role("button", name="Upload and read").click()
    until(page, "Waits for its columns to be mapped")
    page.get_by_role("link", name="Map the columns").click()
    expect(page.get_by_text("a table of 4 rows by 3 columns")).to_be_visible()
    for_all = page.get_by_role("group", name="For all rows of this file")
    for_all.get_by_label("Date").fill("2025")
    for_all.get_by_label("Title of the source").fill(SOURCE)
    for_all.get_by_label("Who says it").select_option(label=ISSUER)
    page.get_by_role("button", name="check every row").click()
    until(page, "Checked: nothing is written yet")
    page.get_by_role("link", name="Look at the rows").click()
    preview = page.locator(".row-card")
    expect(preview).to_have_count(len(recorded()))
    shown = " ".join(preview.all_inner_texts())
    assert all(f"{status} · {words}" in shown for status, words in recorded().values())
    page.get_by_role("link", name="Apply", exact=True).click()
    expect(page.locator(".outcomes")).to_contain_text(f"{len(recorded())}\nentries are added")
    page.get_by_role("button", name="Apply the import").click()
    until(page, "Applied")


def open_round(page: Page, due: datetime.date) -> None:
    page.goto("/admin/recommendations/document/?q=icat-joint-statement-2022")
    page.locator("#result_list tbody th a").click()
    page.get_by_text("Add another Reporting round").click()
    page.locator("#id_rounds-0-name").fill(ROUND)
    page.locator("#id_rounds-0-slug").fill("icat-2022-first")
    page.locator("#id_rounds-0-due").fill(due.isoformat())
    page.get_by_label("Reason for the change").fill("The first round opens.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()


def ask_kenya(page: Page) -> None:
    page.goto("/admin/reporting/reportrequest/paste/")
    page.get_by_label("Reporting round").select_option(index=1)
    page.get_by_label("Focal points").fill(f"KE; {FOCAL_POINT}")
    page.get_by_label("Send the requests").check()
    page.get_by_role("button", name="Enter them").click()
    expect(page.get_by_text("1 request entered.")).to_be_visible()


def report_link(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    (link,) = re.findall(r"https?://\S+/report/\?token=\S+", body.get_content())
    return link


def answer(page: Page, link: str, due: datetime.date) -> None:
    """The focal point reads what was said, answers one action and sees it confirmed."""
    page.goto(link)
    main = page.get_by_role("main")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Kenya: {ROUND}")
    expect(main).to_contain_text(f"Due on {spoken(due)}.")
    for (country, _action), (_status, words) in recorded().items():
        expect(main.get_by_text(words)).to_have_count(int(country == "Kenya"))
    action = page.locator("details.action").filter(has_text=COOPERATION)
    action.get_by_label("Where it stands").select_option(label=ANSWER.status)
    action.get_by_label("What was done").fill(ANSWER.evidence)
    page.get_by_role("button", name="Send the answers").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing has been sent yet")
    action.get_by_label("Source: its title").fill(ANSWER.source)
    action.get_by_label("Source: its address").fill(ANSWER.url)
    action.get_by_label("As of").fill("2026-05")
    page.get_by_role("button", name="Send the answers").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your answers were sent")
    expect(main).to_contain_text(f"{ANSWER.status} {ANSWER.date}")
    expect(main).to_contain_text(ANSWER.evidence)
    assert page.context.cookies() == []


def publish(page: Page) -> None:
    """The curator finds the answer on the first page, reads it and publishes it as it is."""
    page.goto("/admin/")
    page.get_by_role("link", name="Answers to read").first.click()
    page.get_by_role("link", name="Read them").click()
    content = page.locator("#content-main")
    for words in (ANSWER.evidence, ANSWER.status, ANSWER.source):
        expect(content).to_contain_text(words)
    page.get_by_label("Publish as the addressee’s statement").check()
    page.get_by_role("button", name="Save the decisions").click()
    expect(page.get_by_text("1 answer decided.")).to_be_visible()


def check_document(page: Page, entries: Entries, due: datetime.date) -> None:
    page.goto(DOCUMENT)
    expect(page.get_by_text(f"{ROUND}, due {spoken(due)}: in 1, due 0, overdue 0")).to_be_visible()
    (_action, *statuses), *rows = table_of(page.locator("table.by-status"))
    # Behind a number may stand that others are not counted.
    shown = {
        ref.split()[0]: {
            status: int(cell.split()[0]) for status, cell in zip(statuses, cells, strict=True)
        }
        for ref, *cells in rows
    }
    assert {ref: Counter(counts) for ref, counts in shown.items()} == {
        ref: Counter(distribution(entries, ref)) for ref in (OVERALL, *ACTIONS)
    }
    page.get_by_role("link", name=f"{STATES} addressees, by action").click()
    headings, *rows = table_of(page.locator(".heat table"))
    recorded_rows = {row[0]: dict(zip(headings[1:], row[1:], strict=True)) for row in rows[:4]}
    assert recorded_rows == {
        country: {
            action: entries.get((country, action), (NOT_ASSESSED, ""))[0]
            for action in (OVERALL, *ACTIONS)
        }
        for country in COUNTRIES
    }
    assert {cell for row in rows[4:] for cell in row[1:]} == {NOT_ASSESSED}
    totals = sum((Counter(distribution(entries, each)) for each in (OVERALL, *ACTIONS)), Counter())
    assert counted(page.locator("ul.statuses").inner_text()) == totals


def check_dots(page: Page) -> None:
    """Of the picture of the world each dot is drawn, also the last of a row and one by itself."""
    rows = page.locator("svg.dots path").evaluate_all(DOTS)
    assert [row for row in rows if not row["drawn"]] == []
    assert len(rows) > 200


def check_recommendations(page: Page, entries: Entries) -> None:
    for action in ACTIONS:
        page.goto(f"/recommendations/{action}/")
        assert counted(page.locator("ul.statuses").first.inner_text()) == distribution(
            entries, action
        )
        check_dots(page)
        _headings, *rows = table_of(page.locator("table.entries"))
        assert {row[0]: (row[1], row[4]) for row in rows} == {
            country: entry for (country, ref), entry in entries.items() if ref == action
        }


def check_country(page: Page, entries: Entries) -> None:
    about_kenya = {ref: entry for (country, ref), entry in entries.items() if country == "Kenya"}
    page.goto("/countries/ke/")
    expect(page.get_by_role("link", name=f"{len(about_kenya)} entries")).to_be_visible()
    counts = counted(page.locator("ul.statuses").inner_text())
    assert counts == Counter(status for status, _words in about_kenya.values())
    _headings, *rows = table_of(page.locator("table.entries"))
    assert {row[0].split()[0]: (row[1], row[4]) for row in rows} == about_kenya
    (own,) = (row for row in rows if row[3] == ADDRESSEE)
    assert own[:1] + own[2:3] == [rows[0][0], ANSWER.date]
    assert own[6].startswith(f"{ROUND} (")  # and its document


def check_files(page: Page, entries: Entries) -> None:
    """The report, read by python-docx, and the table, of which every cell is read again."""
    report = page.request.get(f"{DOCUMENT}follow-up.docx").body()
    document = docx.Document(io.BytesIO(report))
    overview, *of_actions = (
        [[cell.text for cell in row.cells] for row in table.rows] for table in document.tables
    )
    assert {row[0]: (row[2], row[3]) for row in overview[1:] if row[0] != OVERALL} == {
        action: (str(STATES), in_words(distribution(entries, action))) for action in ACTIONS
    }
    lines = [row for table in of_actions for row in table[1:]]
    said = [(row[0], row[1], re.sub(r" \[\d+\]$", "", row[4])) for row in lines]
    assert sorted(said) == sorted((country, *entry) for (country, _), entry in entries.items())
    assert [row[2] for row in lines if row[3] == ADDRESSEE] == [ANSWER.date]
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert (SOURCE in text, ANSWER.source in text, ANSWER.url in text) == (True, True, True)
    table = page.request.get(f"{DOCUMENT}follow-up.csv").text()
    rows = list(csv.DictReader(io.StringIO(table.lstrip("\ufeff"))))
    assert {
        (row["Country"], row["Recommendation"]): (row["Status of the follow-up"], row["Evidence"])
        for row in rows
    } == entries
    assert len(rows) == len(entries)


def check_digest(running_site: RunningSite, entries: Entries) -> None:
    """What the reader of Kenya is told: each entry about it, in the words of the pages."""
    running_site.manage("shell", "--no-imports", "-c", DIGEST)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while len(mails := mails_to(running_site.var, READER)) < 2:
        assert time.monotonic() < deadline, "no digest came"
        time.sleep(0.2)
    body = mails[-1].get_body(("plain",))
    assert body is not None
    text = " ".join(body.get_content().split())
    for (country, action), (status, words) in entries.items():
        if country == "Kenya":
            assert f"{country} · {status} · {words}" in text, text
            assert action in text
    assert ANSWER.date in text


def test_a_statement_is_followed_up_and_every_place_says_the_same(
    running_site, curator, open_page, open_context
):
    due = datetime.datetime.now(tz=datetime.UTC).date() + datetime.timedelta(days=30)
    reader = open_page()
    subscribe(reader, running_site)
    desk = signed_in(open_context())
    bring_in(desk)
    open_round(desk, due)
    ask_kenya(desk)
    answer(open_page(width=390), report_link(mail_to(running_site.var, FOCAL_POINT)), due)
    check_document(reader, recorded(), due)
    publish(desk)
    entries = recorded() | {("Kenya", COOPERATION): (ANSWER.status, ANSWER.evidence)}
    check_document(reader, entries, due)
    check_recommendations(reader, entries)
    check_country(reader, entries)
    check_files(reader, entries)
    check_digest(running_site, entries)
    assert reader.context.cookies() == []
