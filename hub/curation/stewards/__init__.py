"""Which organisation answers for a record, and the focal points who work for its records only.

The room below, ``hub.records.record_access``, is asked who may do what; this one tells it which
records are whose. Readers see nothing of it.
"""
