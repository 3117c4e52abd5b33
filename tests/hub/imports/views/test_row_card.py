"""Facts in words."""

import pytest

from hub.imports.job_status import Progress
from hub.imports.record_types import importer_for
from hub.imports.record_types.fact_labels import MAX_CHARACTERS, FactLabels
from hub.imports.views.jobs import progress_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def labels(make_term):
    make_term("purpose/hotline", label="Helpline")
    return FactLabels(importer_for("tool"))


@pytest.mark.parametrize(
    ("fact", "value", "words"),
    [
        ("purpose", ["hotline"], "Helpline"),
        ("purpose", [], "Not known"),
        ("open_source", True, "Yes"),
        ("summary", "Plain.", "Plain."),
        ("citations", [["", "https://a.example.org", "A", ""]], "https://a.example.org · A"),
    ],
)
def test_a_fact_is_said_progress_text(labels, fact, value, words):
    assert labels.value(fact, value) == words


def test_a_long_text_is_cut(labels):
    assert len(labels.value("summary", "x" * 5000)) == MAX_CHARACTERS + 1


def test_facts_come_in_the_order_of_the_kind(labels):
    assert labels.in_order(["url", "zzz", "summary", "name"]) == ["name", "summary", "url", "zzz"]


@pytest.mark.parametrize(
    ("progress", "words"),
    [
        (Progress(1, None, None, None), "1 row"),
        (Progress(1200, 4000, 450.2, 6.2), "1,200 of 4,000 rows, 450 a second, 6 seconds left"),
        (Progress(10, 4000, 1.0, 300), "10 of 4,000 rows, 1 a second, 5 minutes left"),
    ],
)
def test_progress_is_said_progress_text(progress, words):
    assert progress_text(progress) == words
