"""The journal: what an import will change is written down first, then done at once, or undone."""
