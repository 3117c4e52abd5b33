"""The admin base that every room builds its own admin from."""
