"""From the columns of a file to our fields: proposed, corrected by a person, kept as a profile."""

from hub.imports.map.canonical_row import Translation, canonical
from hub.imports.map.column_map import ColumnMap, MappedColumn, save_profile
from hub.imports.map.proposal import propose
from hub.imports.map.unmapped_terms import map_word, unmapped_words, what_stands_for, words_met
from hub.imports.map.word_map import UnmappedWord, WordMap

__all__ = [
    "ColumnMap",
    "MappedColumn",
    "Translation",
    "UnmappedWord",
    "WordMap",
    "canonical",
    "map_word",
    "propose",
    "save_profile",
    "unmapped_words",
    "what_stands_for",
    "words_met",
]
