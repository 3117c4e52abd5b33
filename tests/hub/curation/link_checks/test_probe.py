"""What is concluded of twenty and more behaviours of a real server."""

from __future__ import annotations

import socket

import pytest

from hub.curation.link_checks.finding import Finding, Verdict
from hub.curation.link_checks.models import CheckedAddress
from hub.curation.link_checks.probe import KnownPage, Probe
from hub.http_client.fetch import FetchRefused
from hub.http_client.public_addresses import is_public
from hub.http_client.single_request import ServerAnswer, request_once

Cause = CheckedAddress.Cause
KEPT = {"title": "Beacon, a tool", "domain": "example.org", "names": ("Beacon",)}

pytestmark = pytest.mark.usefixtures("fake_names")


def is_ours(address: str) -> bool:
    return address == "127.0.0.1"


def check(url: str, may_connect=is_ours, **known) -> Finding:
    """All requests that the probe wants, without a pause."""
    probe = Probe(KnownPage(url, **{**KEPT, **known}))
    while True:
        try:
            answer = request_once(probe.url, probe.method, timeout=1.5, may_connect=may_connect)
            finding = probe.answered(answer)
        except FetchRefused as refusal:
            finding = probe.refused(refusal)
        if finding is not None:
            return finding


MATRIX = {
    "well": (Verdict.WELL, Cause.OK),
    "no-head": (Verdict.WELL, Cause.OK),
    "forbidden": (Verdict.UNTOLD, Cause.UNTOLD),
    "missing": (Verdict.FAILED, Cause.MISSING),
    "gone": (Verdict.FAILED, Cause.MISSING),
    "too-many": (Verdict.UNTOLD, Cause.UNTOLD),
    "broken": (Verdict.UNTOLD, Cause.UNTOLD),
    "away": (Verdict.UNTOLD, Cause.UNTOLD),
    "silent": (Verdict.FAILED, Cause.TIME),
    "drip": (Verdict.WELL, Cause.OK),
    "for-now": (Verdict.WELL, Cause.OK),
    "moved": (Verdict.MOVED, Cause.MOVED),
    "round": (Verdict.UNTOLD, Cause.UNTOLD),
    "endless": (Verdict.UNTOLD, Cause.UNTOLD),
    "parked": (Verdict.PARKED, Cause.OTHER_SITE),
    "new-site": (Verdict.MOVED, Cause.MOVED),
    "sale": (Verdict.PARKED, Cause.OTHER_TITLE),
    "huge": (Verdict.WELL, Cause.OK),
    "untyped": (Verdict.WELL, Cause.OK),
    "garbage": (Verdict.FAILED, Cause.ANSWER),
    "file": (Verdict.WELL, Cause.OK),
    "cookie-wall": (Verdict.UNTOLD, Cause.UNTOLD),
    "inside": (Verdict.FAILED, Cause.NETWORK),
}


@pytest.mark.parametrize("behaviour", MATRIX)
def test_each_behaviour_is_told_apart(behaviours, behaviour):
    finding = check(behaviours.url(behaviour))
    assert (finding.verdict, finding.cause) == MATRIX[behaviour]


def test_a_certificate_that_nobody_vouches_for_is_a_failure(self_signed):
    finding = check(f"https://tool.example.org:{self_signed}/well")
    assert (finding.verdict, finding.cause) == (Verdict.FAILED, Cause.TLS)


def test_a_server_without_tls_at_an_address_with_it_failed_by_it(behaviours):
    finding = check(behaviours.url("well", scheme="https"))
    assert (finding.verdict, finding.cause) == (Verdict.FAILED, Cause.TLS)


def test_a_name_without_a_server_failed_by_it():
    finding = check("http://tool.invalid/")
    assert (finding.verdict, finding.cause) == (Verdict.FAILED, Cause.NAME)


def test_a_refused_connection_failed():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        finding = check(f"http://tool.example.org:{closed.getsockname()[1]}/")
    assert (finding.verdict, finding.cause) == (Verdict.FAILED, Cause.CONNECTION)


def test_names_that_cannot_be_looked_up_at_present_say_nothing(monkeypatch):
    def away(*_args, **_options):
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", away)
    assert check("http://tool.example.org/").verdict is Verdict.UNTOLD


def test_a_move_names_the_new_address(behaviours):
    assert check(behaviours.url("moved")).url == behaviours.url("well/new")


def test_too_many_requests_say_for_how_long(behaviours):
    assert check(behaviours.url("too-many")).retry_after == 3600


def test_a_page_that_is_well_known_is_not_read_again(behaviours):
    behaviours.seen.clear()
    check(behaviours.url("well"), wants_title=False)
    assert [method for _host, method, _path in behaviours.seen] == ["HEAD"]


def test_another_site_is_right_if_its_title_is_that_of_the_record(behaviours):
    url = behaviours.url("new-site")
    assert check(url, title="", domain="", names=("Beacon",)).verdict is Verdict.MOVED


def test_a_redirector_may_lead_to_any_site():
    probe = Probe(KnownPage("https://doi.org/10.1000/1", wants_title=False))
    assert probe.answered(ServerAnswer(302, location="https://publisher.example/x")) is None
    finding = probe.answered(ServerAnswer(200, content_type="text/html"))
    assert finding.verdict is Verdict.WELL


LOOPBACK = [
    "http://127.0.0.1/",
    "http://127.1/",
    "http://127.0.1/",
    "http://127.255.255.254/",
    "http://0/",
    "http://0.0.0.0/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.1/",
    "http://0177.0.0.1/",
    "http://017700000001/",
    "http://0x7f.0x0.0x0.0x1/",
    "http://localhost/",
    "http://LOCALHOST./",
    "http://[::1]/",
    "http://[0:0:0:0:0:0:0:1]/",
    "http://[::]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::127.0.0.1]/",
    "http://[64:ff9b::127.0.0.1]/",
    "http://[2002:7f00:1::]/",
    "http://\uff11\uff12\uff17.0.0.1/",
    "http://127\u30020\u30020\u30021/",
    "http://\u24db\u24de\u24d2\u24d0\u24db\u24d7\u24de\u24e2\u24e3/",
    "http://%31%32%37.0.0.1/",
]


@pytest.mark.parametrize("url", LOOPBACK)
def test_no_spelling_of_loopback_is_connected_to(url, monkeypatch):
    connected = []

    def connect(address, **_options):
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    assert check(url, may_connect=is_public).verdict is Verdict.FAILED
    assert connected == []
