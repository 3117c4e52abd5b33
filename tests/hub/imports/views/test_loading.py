"""The page that tells how far the starter data are loaded, and what curators see of it."""

import pytest
from django.core.files.base import ContentFile

from hub.imports import starter_data
from hub.imports.models import Import, ImportRow
from hub.imports.staging import create_job

pytestmark = pytest.mark.django_db


def job_of(name, **changes):
    profile = starter_data.shipped_profile(starter_data.BY_SOURCE[f"starter-{name}"])
    job = create_job(
        ContentFile(b"[]"),
        source=profile.source,
        name=f"{name}.json",
        profile=profile,
        with_news=False,
    )
    Import.objects.filter(pk=job.pk).update(**changes)
    return job


def broken(job):
    sentence = {"sentence": "<b>name</b> is missing.", "code": "missing"}
    cells = {"#": 3, "slug": "a"}
    ImportRow.objects.create(
        batch=job, number=1, cells=cells, problems=[sentence], verdict="problem"
    )


def test_before_anything_is_asked_for_nothing_is_loading(visit):
    assert visit("/loading/").one("p", class_="lead").text == (
        "Nothing has been asked to be loaded yet."
    )


def test_a_load_under_way_says_how_far_it_is(visit):
    done = job_of("organisations", state="applied")
    for number in range(1, 41):
        ImportRow.objects.create(batch=done, number=number, cells={"#": number}, verdict="new")
    job_of("tools", total=86)
    page = visit("/loading/")
    assert ("A worker is loading: tools." in page.text, "40 of 126 rows" in page.text) == (
        True,
        True,
    )


def test_rows_that_could_not_be_loaded_are_told_as_text(visit):
    broken(job_of("tools", state="applied"))
    assert "&lt;b&gt;name&lt;/b&gt; is missing." in visit("/loading/").html


def test_rows_that_could_not_be_loaded_stand_on_the_curators_first_page(signed_in):
    broken(job_of("tools", state="applied"))
    page = signed_in("curator").get("/admin/").content.decode()
    assert "Records that could not be added" in page
