"""When somebody proved to the provider who they are, and by how much clocks may differ."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from hub.accounts.single_sign_on.problems import Problem, SignInProblem

CLOCK_SKEW_SECONDS = 60


def confirmed_at(claims: Mapping[str, Any]) -> float:
    """When the person proved to the provider who they are; 0 where it does not say.

    Raises SignInProblem for a time that is none, or is to come.
    """
    value = claims.get("auth_time")
    if value is None:
        return 0.0
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise SignInProblem(Problem.WRONG_TYPE, "auth_time")
    if not 0 <= value <= time.time() + CLOCK_SKEW_SECONDS:  # nor where it is no number at all
        raise SignInProblem(Problem.WRONG_CLOCK, "auth_time")
    return min(float(value), time.time())
