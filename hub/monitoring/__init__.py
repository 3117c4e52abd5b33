"""Whether the site works: heartbeats, checks, mails to administrators, metrics, the clock."""
