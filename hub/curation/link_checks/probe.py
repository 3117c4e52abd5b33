"""What is asked about one address, request by request, and what is concluded.

Nothing here fetches: ``Probe`` says which request comes next, is handed the answer, and ends with a
``Finding``. So each request can wait for the turn of its host.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from hub.curation.link_checks.finding import Finding, Verdict
from hub.curation.link_checks.models import CheckedAddress
from hub.curation.link_checks.page_identity import (
    domain_of,
    is_html,
    is_redirector,
    is_same_place,
    is_same_title,
    page_title,
)
from hub.http_client.fetch import REDIRECTS, FetchRefused, RefusalCause
from hub.http_client.single_request import ServerAnswer

Cause = CheckedAddress.Cause

MAX_STEPS = 8  # redirects
PERMANENT = frozenset({301, 308})
GONE = frozenset({404, 410})
# A server says nothing of the address by these, whatever else it says.
TOO_MANY = frozenset({429, 503})
CAUSES = {
    RefusalCause.ADDRESS: Cause.ADDRESS,
    RefusalCause.NETWORK: Cause.NETWORK,
    RefusalCause.NAME: Cause.NAME,
    RefusalCause.CONNECTION: Cause.CONNECTION,
    RefusalCause.TIME: Cause.TIME,
    RefusalCause.TLS: Cause.TLS,
    RefusalCause.ANSWER: Cause.ANSWER,
    # These are troubles of ours, and say nothing of the address.
    RefusalCause.RESOLVER: Cause.UNTOLD,
    RefusalCause.UNREACHABLE: Cause.UNTOLD,
}
# No other method helps where nobody listens.
NO_SERVER = frozenset({Cause.NAME, Cause.CONNECTION, Cause.TLS, Cause.NETWORK, Cause.ADDRESS})


@dataclass(frozen=True)
class KnownPage:
    """What was kept of a page. ``names``: of the records that have it, and titles of sources."""

    url: str
    title: str = ""
    domain: str = ""
    names: tuple[str, ...] = ()
    wants_title: bool = True


@dataclass
class Probe:
    """One address being asked about: the next request is ``method`` of ``url``."""

    page: KnownPage
    key: int = 0  # the address's
    url: str = ""
    method: str = "HEAD"
    steps: int = 0
    is_permanent: bool = True
    was_answered: bool = False
    seen: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.url = self.page.url.partition("#")[0]
        self.seen.add(self.url)

    @property
    def is_begun(self) -> bool:
        return self.steps > 0 or self.method != "HEAD"

    def refused(self, refusal: FetchRefused) -> Finding | None:
        """There was no answer; None: another request is to be made."""
        cause = CAUSES[refusal.cause]
        if cause == Cause.UNTOLD:
            return self._finding(Verdict.UNTOLD, cause)
        if self.method == "HEAD" and cause not in NO_SERVER:
            self.method = "GET"
            return None
        return self._finding(Verdict.FAILED, cause)

    def answered(self, answer: ServerAnswer) -> Finding | None:
        """The server's answer; None: another request is to be made."""
        self.was_answered = True
        status = answer.status
        if status in TOO_MANY:
            return self._finding(Verdict.UNTOLD, Cause.UNTOLD, status, answer.retry_after)
        if status in REDIRECTS:
            return self._redirected(answer)
        if self.method == "HEAD" and not self._is_enough(answer):
            self.method = "GET"
            return None
        if status in GONE:
            return self._finding(Verdict.FAILED, Cause.MISSING, status)
        if not 200 <= status < 300:
            return self._finding(Verdict.UNTOLD, Cause.UNTOLD, status, answer.retry_after)
        return self._arrived(answer)

    def broken(self) -> Finding:
        """What was sent could not be dealt with here, which says nothing of the address."""
        self.was_answered = True
        return self._finding(Verdict.UNTOLD, Cause.UNTOLD)

    def unfinished(self) -> Finding:
        """It found no end in the time that there is."""
        return self._finding(Verdict.UNTOLD, Cause.UNTOLD)

    def _is_enough(self, answer: ServerAnswer) -> bool:
        is_well = 200 <= answer.status < 300
        wants_title = self.page.wants_title or not self._is_on_known_site()
        return is_well and not (wants_title and is_html(answer.content_type))

    def _is_on_known_site(self) -> bool:
        page = self.page
        return is_redirector(page.url) or domain_of(self.url) in {page.domain, domain_of(page.url)}

    def _redirected(self, answer: ServerAnswer) -> Finding | None:
        self.steps += 1
        self.is_permanent = self.is_permanent and answer.status in PERMANENT
        if not answer.location or self.steps > MAX_STEPS or answer.location in self.seen:
            # Some go in circles for whoever brings no cookie.
            return self._finding(Verdict.UNTOLD, Cause.UNTOLD, answer.status)
        self.url, self.method = answer.location, "HEAD"
        self.seen.add(self.url)
        return None

    def _arrived(self, answer: ServerAnswer) -> Finding:
        """The page is there: is it the one that it was?"""
        is_page = is_html(answer.content_type)
        is_read = self.method == "GET" and is_page
        title = page_title(answer.start, answer.content_type) if is_read else ""
        verdict, cause = self._judge(title, is_page=is_page)
        return self._finding(verdict, cause, answer.status, title=title, title_was_read=is_read)

    def _judge(self, title: str, *, is_page: bool) -> tuple[Verdict, str]:
        page = self.page
        if is_redirector(page.url):
            return Verdict.WELL, Cause.OK
        expected = page.title or " ".join(page.names)
        is_known = bool(title and expected) and is_same_title(expected, title, page.names)
        if is_page and not is_known and not self._is_on_known_site():
            return Verdict.PARKED, Cause.OTHER_SITE
        if not is_same_title(page.title, title, page.names):
            return Verdict.PARKED, Cause.OTHER_TITLE
        is_elsewhere = self.steps and self.is_permanent and not is_same_place(page.url, self.url)
        # What a curator held for right may lead to the other site for good.
        is_accepted = page.domain != domain_of(page.url) and domain_of(self.url) == page.domain
        is_moved = is_elsewhere and not is_accepted
        return (Verdict.MOVED, Cause.MOVED) if is_moved else (Verdict.WELL, Cause.OK)

    def _finding(
        self,
        verdict: Verdict,
        cause: str,
        status: int | None = None,
        retry_after: int = 0,
        *,
        title: str = "",
        title_was_read: bool = False,
    ) -> Finding:
        return Finding(
            verdict,
            str(cause),
            self.url,
            domain_of(self.url),
            status,
            title,
            title_was_read,
            retry_after,
            self.was_answered,
        )
