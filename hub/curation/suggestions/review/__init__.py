"""The curators' side of suggestions: reading, deciding, asking back, hiding what is dangerous."""
