"""Loading documents, recommendations, what they are linked to, and the statistics quoted."""
