"""The site speaks as a native editor would: what nobody may write again, and what to write instead.

Every text that is shown is read: those of the sources, and the labels and definitions of terms.
"""

import json
import re
from pathlib import Path

import pytest

from tests.plugins import pseudo

ROOT = Path(__file__).resolve().parents[1]
# A pattern (any case), and why it is not to be written.
FORBIDDEN = {
    r"\bstands? in (the|its) address": "An answer is in the web address.",
    r", marked\b|shown and marked": "Say what is shown, not that it is marked.",
    r"under lock": "An address is encrypted.",
    r"\bvouch": "A record is reliable or not.",
    r"leads? nowhere": "A link no longer works.",
    r"what (must you|you must) do": "One wording for one question: What do you need to do?",
    r"hardly works": "A weak or failed state.",
    r"mailbox": "People have e-mail.",
    r"link is on its way": "We have sent it.",
    r"whoever leaves|\byou have left\b": "People unsubscribe.",
    r"\b(is|are|be|been) erased\b": "We delete; say who and when.",
    r"will not come back": "Say when it was removed, and why.",
    r"\btaken (off|away)\b": "It was removed.",
    r"cannot be used as it is|what cannot be used\b": "Name the part that is wrong.",
    r"send me changes": "A heading says what a person gets: updates by e-mail.",
    r"not known to have ended": "Not known to be closed.",
    r"by that name": "There is no such thing.",
    r"all the same\b": "There may still be one.",
    r"unwanted mails": "It is called spam.",
    r"what became of": "What came of it.",
    r"called off": "Cancelled.",
    r"no coming event": "No event is coming up.",
    r"\bscaled\b": "In wide use.",
    r"vetted users": "You must show who you are.",
    r"what waits for you": "Needs your attention.",
    r"why this change": "Reason for the change.",
    r"these do it\b|whether they do\b": "Tools that do this; may do this: not known.",
    r"\bsum:|whole sum": "A tool has a score.",
    r"more tools? would do": "It would fit.",
    r"\b(are|is) no (emergency service|sign)\b": "We are not; this does not mean.",
    r"^named are": "We name.",
    r"who asked whom": "Who has recommended what to whom?",
    r"must it speak": "A tool works in a language.",
    r"which part did": "What part did.",
    r"tools? that answers? it": "A tool counters misuse.",
    r"\bby my answers": "Tools stand against answers.",
    r"world-wide|job.seekers": "Worldwide; jobseekers.",
}


def shown_texts():
    """Each text with where it is from."""
    for message in pseudo.catalogue_of_texts():
        for text in [message.id] if isinstance(message.id, str) else message.id:
            if text:
                yield "sources", text
    vocabularies = ROOT / "hub" / "vocabulary" / "data" / "vocabularies.json"
    for scheme in json.loads(vocabularies.read_text(encoding="utf-8")):
        for row in (scheme, *scheme["terms"]):
            yield scheme["slug"], row["label"]
            yield scheme["slug"], row["definition"]


@pytest.fixture(scope="module")
def texts():
    return list(shown_texts())


@pytest.mark.parametrize("pattern", FORBIDDEN)
def test_no_text_says_what_an_editor_struck_out(texts, pattern):
    wrong = [f"{place}: {text}" for place, text in texts if re.search(pattern, text, re.IGNORECASE)]
    assert not wrong, FORBIDDEN[pattern]


def test_the_texts_of_the_site_are_read(texts):
    """Else nothing would be forbidden."""
    places = {place for place, _text in texts}
    assert {"sources", "status", "access"} <= places
    assert len(texts) > 2500


def test_every_pattern_would_be_found_in_a_text():
    """A pattern that matches nothing forbids nothing: each finds its own words."""
    samples = {
        r"\bstands? in (the|its) address": "Your answers stand in the address of the page",
        r", marked\b|shown and marked": "Show them, marked",
        r"\b(is|are|be|been) erased\b": "Your address is erased",
        r"cannot be used as it is|what cannot be used\b": "This address cannot be used as it is",
        r"link is on its way": "a link is on its way",
        r"\b(are|is) no (emergency service|sign)\b": "That is no sign that it is safe",
        r"\bsum:|whole sum": "Sum: +26",
    }
    for pattern, sample in samples.items():
        assert pattern in FORBIDDEN
        assert re.search(pattern, sample, re.IGNORECASE)
