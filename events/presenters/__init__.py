"""From events, documents and recommendations to their pages; see ``events.view_models``."""
