"""All mail of the site: from a row to a mail server, at most once, and never lost in silence."""
