"""A copy of what is public, in one SQLite file on each machine, for while the database is away."""
