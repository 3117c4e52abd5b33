"""Pages of events, documents and recommendations; each module has the shapes that it makes."""
