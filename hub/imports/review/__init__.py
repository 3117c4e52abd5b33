"""Review: what curators decide on rows, and what is written in consequence.

``decisions.row_outcome`` turns the verdict and the decisions on a row into the facts that are set.
Next comes ``hub.imports.apply``, which writes records; ``hub.imports.undo`` takes them back.
"""
