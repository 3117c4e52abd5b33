"""One box over every kind of record."""
