"""The curator's pages: each view reads a form, calls the room that it is about, and renders a page.

``page`` has what all share; ``jobs``, ``file``, ``columns``, ``values``, ``rows`` and ``apply``
follow a job from its upload to its undo.
"""
