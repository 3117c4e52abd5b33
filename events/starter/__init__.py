"""Loading the events that ship with the project, through the same runs as the tools."""
