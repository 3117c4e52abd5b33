"""The order of day and month is judged from every row of a file, for all of its columns."""

import pytest
from django.core.files.base import ContentFile

from hub.imports import job_runner
from hub.imports.models import ImportSource
from hub.imports.staging import create_job

pytestmark = pytest.mark.django_db
HEADINGS = ["Name", "Summary", "From", "To"]


@pytest.fixture
def events(work, db):
    """An import of events with these dates, as far as it goes by itself."""
    source = ImportSource.objects.create(slug="e", title="Events", kind="event", key_field="name")

    def make(*dates):
        rows = [",".join(HEADINGS)]
        rows += [
            f"Meeting {n},On trafficking,{start},{end}" for n, (start, end) in enumerate(dates)
        ]
        content = ContentFile("\n".join(rows).encode())
        return work(create_job(content, source=source, name="events.csv"))

    return make


def orders(job):
    return [column["dates"] for column in job.mapping["columns"] if "date" in column["field"]]


def test_a_date_far_below_tells_the_order_of_every_column(events, work):
    job = events(*[("01/02/2026", "03/02/2026")] * 80, ("05/02/2026", "13/02/2026"))
    assert orders(job) == ["dmy", "dmy"]
    assert "two dates" not in job.sentence
    assert job_runner.check(job), job.sentence
    facts = work(job).rows.get(number=2).row
    assert (facts["start"], facts["end"]) == ("2026-02-01", "2026-02-03")


def test_columns_that_contradict_each_other_are_asked_about(events):
    job = events(("13/02/2026", "02/14/2026"))
    assert orders(job) == ["dmy", "mdy"]
    assert "written in two ways: in “13/02/2026” (From) the day is first" in job.sentence


def test_dates_that_can_be_two_are_asked_about_once_for_the_file(events):
    job = events(("01/02/2026", "03/02/2026"), ("02/02/2026", "04/02/2026"))
    assert orders(job) == ["iso", "iso"]
    assert job.sentence.count("can be two dates") == 1


def test_a_column_of_dates_that_a_curator_chose_later_is_judged_with_the_others(events, work):
    job = events(("01/02/2026", "13/02/2026"))
    mapping = job.mapping | {
        "columns": [
            column | ({"dates": "iso"} if column["heading"] == "From" else {})
            for column in job.mapping["columns"]
        ]
    }
    assert job_runner.remap(job, mapping=mapping)
    assert job_runner.check(job), job.sentence
    assert orders(work(job)) == ["dmy", "dmy"]


def test_what_a_curator_said_of_a_column_is_kept(events, work):
    job = events(("01/02/2026", "13/02/2026"))
    columns = [
        column | ({"dates": "mdy"} if column["heading"] == "From" else {})
        for column in job.mapping["columns"]
    ]
    assert job_runner.remap(job, mapping=job.mapping | {"columns": columns})
    assert job_runner.check(job), job.sentence
    assert orders(work(job)) == ["mdy", "dmy"]
