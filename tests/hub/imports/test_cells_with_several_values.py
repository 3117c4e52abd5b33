"""A list of a partner whose cells hold several values, the whole way."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from catalogue.models import Tool
from hub.imports import job_runner
from hub.imports.staging import create_job

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
FILES = Path(__file__).resolve().parents[2] / "data" / "imports"


def test_countries_with_a_blank_between_them_are_several(source, work, make_term):
    for slug, label in (("ke", "Kenya"), ("gh", "Ghana")):
        make_term(f"country/{slug}", label=label)
    content = ContentFile((FILES / "22-space-between-values.csv").read_bytes())
    job = work(create_job(content, source=source, name="22.csv", publish_as="published"))
    assert job_runner.check(job)
    assert work(job).counts == {"new": 2}
    assert job_runner.accept(job)
    work(job)
    countries = {tool.name: sorted(tool.facts()["country"]) for tool in Tool.objects.all()}
    assert countries == {"Space One": ["gh", "ke"], "Space Two": ["ke"]}
