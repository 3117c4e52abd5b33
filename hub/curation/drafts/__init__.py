"""Drafts beside published records: edited, compared, previewed and published in peace."""
