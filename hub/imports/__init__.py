"""Imports that a curator can trust: staged, explained, resumable, reversible."""
