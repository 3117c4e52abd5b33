"""The curators' side of the catalogue: one file for each noun."""

from catalogue.admin import dashboard, load, organisation, tool  # noqa: F401 - they register
