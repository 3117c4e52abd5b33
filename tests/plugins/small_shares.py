"""The product's own Celery application, whose workers share out imports in small parts.

For ``celery --app tests.plugins.small_shares``: a short file then keeps several workers busy beside
each other, as a long one does. Its steps have gates, at which a test may hold them.
"""

import django

from hub.celery import app

django.setup()

from hub.imports import steps  # noqa: E402 - models come after the setup
from tests.plugins import step_gates  # noqa: E402

__all__ = ["app"]

steps.SHARE = 250
step_gates.set_up()
