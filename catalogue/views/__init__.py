"""Public pages and feeds of tools and organisations."""
