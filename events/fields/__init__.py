"""The fields of events, documents and recommendations, each type declared in one module."""
