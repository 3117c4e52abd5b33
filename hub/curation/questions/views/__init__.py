"""Pages of answered questions, of whoever is asked, and of the curators who ask."""
