"""Makers of what is recorded here are asked, by a signed link, whether it is right."""
