"""From the columns of a file to our fields: proposed, corrected by a person, kept as a profile."""

from hub.imports.mapping.canonical import Translation, canonical
from hub.imports.mapping.mapping import Column, Mapping, save_profile
from hub.imports.mapping.met import map_word, unmapped_words, what_stands_for, words_met
from hub.imports.mapping.propose import propose
from hub.imports.mapping.words import UnmappedWord, WordBook

__all__ = [
    "Column",
    "Mapping",
    "Translation",
    "UnmappedWord",
    "WordBook",
    "canonical",
    "map_word",
    "propose",
    "save_profile",
    "unmapped_words",
    "what_stands_for",
    "words_met",
]
