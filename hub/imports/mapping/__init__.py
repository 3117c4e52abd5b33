"""From the columns of a file to our fields: proposed, corrected by a person, kept as a profile."""

from hub.imports.mapping.canonical import Translation, canonical
from hub.imports.mapping.mapping import Column, Mapping, save_profile
from hub.imports.mapping.propose import propose
from hub.imports.mapping.words import UnmappedWord, WordBook, unmapped

__all__ = [
    "Column",
    "Mapping",
    "Translation",
    "UnmappedWord",
    "WordBook",
    "canonical",
    "propose",
    "save_profile",
    "unmapped",
]
