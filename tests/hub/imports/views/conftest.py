"""A curator's browser, and imports as far as they are wanted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from hub.imports import job_runner
from hub.imports.models import Import


@pytest.fixture
def curator(signed_in: Callable[..., Client]) -> Client:
    return signed_in("curator")


@pytest.fixture
def mapped(upload: Callable[..., Import], work: Callable[..., Import]) -> Callable[..., Import]:
    """An import that waits for its columns."""
    return lambda rows, **choices: work(upload(rows, **choices))


@pytest.fixture
def ready(mapped: Callable[..., Import], work: Callable[..., Import]) -> Callable[..., Import]:
    """An import whose rows were checked."""

    def make(rows: list[list[str]], **choices: Any) -> Import:
        job = mapped(rows, **choices)
        assert job_runner.check(job), job.sentence
        return work(job)

    return make
