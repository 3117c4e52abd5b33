"""The fields of the catalogue's record types, each type declared in one module."""
