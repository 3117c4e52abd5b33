"""A person or a passage removed from every record: asked for by one curator, done by another."""
