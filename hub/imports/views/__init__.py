"""The curator's pages about imports."""
