"""From events, documents and recommendations to what their pages show; see ``events.showing``."""
