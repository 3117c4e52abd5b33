"""From a row of the outbox to a mail server: at most once, and never lost in silence."""
