"""The curators' side of events."""
