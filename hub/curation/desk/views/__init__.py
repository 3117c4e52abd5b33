"""The pages of the desk: the list, one task with what can be done with it, and the numbers."""
