"""The curators' side of the catalogue: one file for each noun."""

from catalogue.admin import (  # noqa: F401 - they register
    dashboard,
    helpline,
    misuse,
    organisation,
    practice,
    tool,
)
