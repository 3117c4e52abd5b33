"""Curation: what readers send in, and what waits for curators."""
