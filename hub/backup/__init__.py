"""Backups of a whole site and their restoring: nothing is swapped in before it is verified."""
