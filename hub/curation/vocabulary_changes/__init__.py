"""Changes of the vocabulary: a term renamed, merged, split or retired, in one step with an undo."""
