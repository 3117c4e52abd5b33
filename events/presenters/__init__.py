"""From events, documents and recommendations to their pages: each module has the shapes that it makes."""
