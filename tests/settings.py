"""The only other settings file: the product's own, on the databases that the test run started."""

from hub.settings import *  # noqa: F403
