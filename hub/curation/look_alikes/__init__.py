"""Likely duplicates of a record, shown while its name or its address is typed."""
