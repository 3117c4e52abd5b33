"""What a journey walks with: a real site, a real Chromium, and eyes for what must never happen.

def test_x(open_page, axe):
    page = open_page(width=320, scheme="dark")
    page.goto("/ar/tools/")
    axe(page)
"""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from tests.plugins.site import RunningSite

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Nothing that Chromium does by itself may reach the network or depend on the machine.
QUIET = """--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
    --disable-component-update --disable-sync --disable-dev-shm-usage --font-render-hinting=none"""
LOCAL = ("data", "blob", "about")
# The fourth card and the sixth check box are made as the first is: looking at contrast takes long.
REPEATED = [
    ".cards > li:nth-child(n+4)",
    ".facets label:nth-of-type(n+6)",
    ".rows > div:nth-child(n+8)",
    "tbody tr:nth-child(n+6)",
]
# A bar of buttons at the lower edge is looked at where it rests: what it covers as one scrolls by
# counts as too small else. That it covers nothing that has the focus is a test of its own.
RESTING = """for (const bar of document.querySelectorAll("main *"))
    if (getComputedStyle(bar).position === "sticky" && getComputedStyle(bar).bottom !== "auto")
        bar.style.position = "static"
"""
WITHOUT = "No Chromium was found: THE JOURNEYS WERE SKIPPED (Debian: apt install chromium)."
REQUIRED = os.environ.get("JOURNEYS") == "required"
SKIPPED = pytest.StashKey[bool]()

OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker("journey")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where journeys are required, one that was skipped for any reason fails the run."""
    reporter: Any = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = [one.nodeid for one in reporter.stats.get("skipped", []) if "journeys/" in one.nodeid]
    if skipped and REQUIRED and session.exitstatus == pytest.ExitCode.OK:
        reporter.write_line(f"Skipped, but required: {' '.join(skipped)}", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    if config.stash.get(SKIPPED, False):
        terminalreporter.write_sep("!", WITHOUT, red=True, bold=True)


@pytest.fixture(scope="session")
def chromium(request: pytest.FixtureRequest) -> str:
    """The path of the Chromium on this machine. JOURNEYS=required fails where there is none."""
    for name in NAMES:
        if found := shutil.which(name):
            return found
    if REQUIRED:
        pytest.fail(WITHOUT)
    request.config.stash[SKIPPED] = True
    pytest.skip(WITHOUT)


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """One Chromium per module: while it runs, Django refuses its database to this thread."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET.split())
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser, site: str) -> Iterator[OpenPage]:
    """Opens pages, each in a fresh context. Fails at the end if any of them asked another origin
    for anything, broke its content policy or had a script fail.

    Keywords: ``width``, ``height``, ``scheme`` (light or dark), ``javascript``, ``leaving`` (an
    address outside that may be gone to), and any other of Playwright's `Browser.new_context`.
    """
    contexts, faults = [], []

    def open_page(
        *, width=1280, height=900, scheme="light", javascript=True, leaving="", **more
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            java_script_enabled=javascript,
            reduced_motion="reduce",
            base_url=site,
            **more,
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        watch(context, site, faults, leaving)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    assert not faults, "\n".join(faults)


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    return open_page()


@pytest.fixture
def violations() -> Callable[..., list[str]]:
    """What axe finds wrong on a page, as it is wide and coloured at the moment.

    ``whole``: also in what is repeated; ``only``: one rule; ``but``: all rules save one.
    """

    def find(page: Page, *, whole: bool = True, only: str = "", but: str = "") -> list[str]:
        page.wait_for_load_state()  # a document that is still replaced has no root to look at
        if not page.evaluate("typeof axe === 'object'"):
            page.evaluate(AXE_SCRIPT)
        page.evaluate(RESTING)
        left_out = [] if whole else [[each] for each in REPEATED]
        context = {"include": [["html"]], "exclude": left_out}
        options: dict[str, Any] = {"resultTypes": ["violations"], "preload": False}
        rules = {"target-size": {"enabled": True}} | ({but: {"enabled": False}} if but else {})
        options |= {"runOnly": [only]} if only else {"rules": rules}
        run = f"axe.run({json.dumps(context)}, {json.dumps(options)})"
        found = page.evaluate(f"{run}.then(results => results.violations)")
        return [
            f"{page.url} at {page.viewport_size}: {one['id']}: {node['html']}\n"
            f"    {node['failureSummary']}"
            for one in found
            for node in one["nodes"]
        ]

    return find


@pytest.fixture
def axe(violations: Callable[..., list[str]]) -> Callable[[Page], None]:
    """Asserts that axe finds nothing wrong on a page."""

    def check(page: Page) -> None:
        assert not (found := violations(page)), "\n".join(found)

    return check


@pytest.fixture(scope="session")
def addresses(running_site: RunningSite) -> dict[str, str]:
    """One address of every kind of public page, by what it is. All but the sign-in are to be had
    in every language, below its code.
    """
    running_site.manage("shell", "--no-imports", "-c", TAKEN_OFF)
    running_site.manage("shell", "--no-imports", "-c", FOLLOWED_UP)
    report = running_site.manage("shell", "--no-imports", "-c", ASKED_TO_REPORT).split()[-1]
    answer, stop = running_site.manage("shell", "--no-imports", "-c", ASKED).split()[-2:]
    asked = running_site.manage("shell", "--no-imports", "-c", ASKED_TO_CONFIRM).split()[-3:]
    confirm, tell_addressee, refuse = asked
    return {
        "home": "/",
        "tools": "/tools/",
        "tools, filtered": "/tools/?q=data&purpose=case-management&place=m49-002&place=not-known"
        "&ended=1&sort=name",
        "tools, page 2": "/tools/?page=2",
        "tools, a corrected word": "/tools/?q=traficking+hotlnie",
        "tools, nothing found": "/tools/?q=zzzyyyxxx&access=paid",
        "tool": "/tools/primero/",
        "tool without sources": "/tools/u-report/",
        "organisations": "/organisations/",
        "organisation": "/organisations/polaris/",
        "situation": "/situation/",
        "situation of a survivor": "/situation/?who=survivor",
        "how fit is judged": "/how-fit-is-judged/",
        "questions to ask": "/questions-to-ask/",
        "help": "/help-now/",
        "help in a country": "/help-now/?country=ke",
        "helplines": "/help-now/lines/",
        "helpline": "/help-now/ke-116-child-helpline/",
        "practice": "/practice/",
        "practice note": "/practice/redsafe-mexico-central-america/",
        "misuse": "/misuse/",
        "misuse pattern": "/misuse/circulation-of-child-abuse-material/",
        "gaps": "/gaps/",
        "events": "/events/",
        "event": "/events/csw67-technology-trafficking-overlapping-emergencies/",
        "event without a date": "/events/close-of-the-first-tech-against-trafficking-accelerator/",
        "documents": "/documents/",
        "document": "/documents/icat-joint-statement-2022/",
        "recommendations": "/recommendations/",
        "recommendation": "/recommendations/WG-TIP-2021-2/",
        "recommendation with follow-up": "/recommendations/WG-TIP-2021-1/",
        "recommendation, not assessed": "/recommendations/WG-TIP-2021-1/"
        "?followup_status=not-assessed",
        "document with follow-up": "/documents/wg-tip-2021/",
        "matrix": "/documents/wg-tip-2021/matrix/",
        "countries": "/countries/",
        "country": "/countries/ng/",
        "gaps of recommendations": "/recommendations/gaps/",
        "everything": "/search/?q=children",
        "everything, one kind": "/search/?q=children&kind=events",
        "comparison": "/tools/compare/?tool=primero&tool=redsafe&tool=refaid",
        "shortlist": "/shortlist/?tool=primero&tool=redsafe",
        "briefing": "/shortlist/briefing/?tool=primero",
        "vocabulary": "/vocabulary/",
        "scheme": "/vocabulary/connectivity/",
        "scheme with levels": "/vocabulary/region/",
        "term": "/vocabulary/purpose/case-management/",
        "what is new": "/whats-new/",
        "asking for mails": "/subscribe/?of=tool&q=hotline&context=armed-conflict",
        "mails asked for": "/subscribe/asked/",
        "answering a report": report,
        "questions": "/questions/",
        "question": "/questions/a-question-about-a-tool/",
        "tool with a question answered": "/tools/refaid/",
        "answering a question": answer,
        "not to be asked again": stop,
        "confirming a record": confirm,
        "telling what came of a recommendation": tell_addressee,
        "refusing to be asked about records": refuse,
        "telling something": "/tell/",
        "telling of a record": "/tell/?about=tool/primero",
        "correcting a record": "/tell/?about=tool/primero&what=correction",
        "what became of it": "/tell/receipt/",
        "numbers": "/numbers/",
        "embedding": "/embed/",
        "embedding a list": "/embed/?address=/tools/%3Fpurpose%3Dcase-management",
        "about": "/about/",
        "accessibility": "/accessibility/",
        "loading": "/loading/",
        "bad request": "/tools/?page=abc",
        "not found": "/there-is-nothing-here/",
        "taken off": "/organisations/a-body-that-was-taken-off/",
        "sign-in": "/accounts/login/",
    }


# What a curator does: an organisation is published, and another one taken off again.
TAKEN_OFF = """
from catalogue.models import Organisation
from hub.records.models import recorded_change
for name in ("A body that stays", "A body that was taken off"):
    body = Organisation(slug=name.lower().replace(" ", "-"), name=name, state="draft")
    with recorded_change(body):
        body.save()
    body.publish(by=None)
body.archive(by=None, reason="The journeys want an address that is gone.")
"""


# Nigeria and Uganda of the 193: who says so differs, and one entry is older than another.
FOLLOWED_UP = """
from events.recommendations.models import FollowUp, Recommendation
from hub.records.models import Source, recorded_change
from hub.vocabulary.models import Term
asked = Recommendation.objects.get(slug="WG-TIP-2021-1")
source = Source.objects.create(title="A report of the parties", url="https://example.org/report")
def country(slug):
    return Term.objects.get(scheme__slug="country", slug=slug)
with recorded_change(asked.document):
    first = asked.document.rounds.create(slug="wg-tip-2021-first", name="First report")
with recorded_change(asked):
    for slug, status, date, said_by, round in (
        ("ng", "announced", "2022", "addressee", None),
        ("ng", "done", "2025-03", "addressee", first),
        ("ng", "under-way", "2024", "other", None),
        ("ug", "no-action-known", None, None, None),
        ("fr", "contested", "2025-01-02", "issuer", first),
        ("tv", "partly-done", "2025", "issuer", None),
    ):
        FollowUp.objects.create(
            recommendation=asked, country=country(slug), date=date, said_by=said_by, round=round,
            status=Term.objects.get(scheme__slug="followup_status", slug=status), source=source,
            evidence="A law against recruitment by adverts was passed, and a unit of five set up.",
        )
"""


# And asks Nigeria to report. Prints the path of the link.
ASKED_TO_REPORT = """
from events.recommendations.models import ReportingRound
from events.reporting import report_requests, signed_links
from events.reporting.models import ReportRequest
from hub.vocabulary.models import Term
first = ReportingRound.objects.get(slug="wg-tip-2021-first")
nigeria = Term.objects.get(scheme__slug="country", slug="ng")
asked = ReportRequest(round=first, country=nigeria)
report_requests.set_address(asked, "focal.point@example.org")
asked.save()
print("/" + signed_links.report_link(asked).split("/", 3)[3])
"""


# A question that was answered, and another one that the contact of a tool is asked. Prints the
# paths of the two links in the mail.
ASKED = """
from catalogue.models import Tool
from hub.curation.questions import answer_links, notices, question_review
from hub.curation.questions.models import OPEN_FOR, AnsweredQuestion, AnswerRequest
from hub.curation.suggestions.models import Suggestion
from hub.outbox.sealing import seal
from hub.records.models import recorded_change
tool = Tool.objects.get(slug="refaid")
answered = AnsweredQuestion(
    slug="a-question-about-a-tool", title="Has it been used with shared phones?", tool=tool,
    details="Ten people share one here, and not all of them may see the same.", state="draft",
)
with recorded_change(answered):
    answered.save()
    answered.answers.create(
        text="Each person needs an account of their own.", role="practitioner",
        answered_on="2026-01-02",
    )
answered.publish(by=None)
notices.reconcile()
suggestion = Suggestion.objects.create(
    kind="question", record_kind="tool", record_id=tool.pk, words="Does it work without a network?",
    receipt_key="0" * 64, language="en",
)
question = question_review.let_through(
    suggestion.pk, "Does it work without a network?", "Our office is often cut off.", by=None
)
asked = AnswerRequest.objects.create(
    question=question, role="maker", address=seal("office@example.org"), address_key="0" * 64,
    expires_at=question.opened_at + OPEN_FOR,
)
for link in (answer_links.answer_link(asked), answer_links.stop_link(asked)):
    print("/" + link.split("/", 3)[3])
"""


# A maker and an addressee are asked about their records. Prints the paths of their links.
ASKED_TO_CONFIRM = """
from catalogue.models import Tool
from events.recommendations.models import Recommendation
from hub.curation.confirmations import signed_links
from hub.curation.confirmations.models import Confirmation
tool = Tool.objects.get(slug="primero")
recommendation = Recommendation.objects.get(slug="WG-TIP-2021-1")
asked = [
    Confirmation.objects.create(record_kind=record.kind, record_id=record.pk, language="en")
    for record in (tool, recommendation)
]
for link in (*map(signed_links.confirm_link, asked), signed_links.stop_link(asked[0])):
    print("/" + link.split("/", 3)[3])
"""


def watch(context: Any, site: str, faults: list[str], leaving: str) -> None:
    """Note in ``faults`` what no page of ours may do."""
    origin = urlsplit(site).netloc

    def on_request(request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in LOCAL or address.netloc == origin:
            return
        if not (leaving and request.url.startswith(leaving)):
            faults.append(f"another origin was asked: {request.url}")

    def on_console(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            faults.append(message.text)

    context.on("request", on_request)
    context.on("console", on_console)
    context.on("weberror", lambda error: faults.append(f"a script failed: {error.error}"))
