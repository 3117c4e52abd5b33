"""Decided rows become records, all of them at one moment for every reader."""
