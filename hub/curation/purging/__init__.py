"""Texts that must not stay anywhere: asked for by one curator, taken out for good by another."""
