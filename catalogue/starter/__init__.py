"""Loading the starter data: read (files), decide (rows to records), write, and the run of it."""
