"""Public pages, calendars and feeds of events, documents and recommendations."""
