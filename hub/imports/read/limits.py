"""How much one file may hold, and how much of the machine its reading may take."""

MEGABYTE = 1024 * 1024

MOST_BYTES = 100 * MEGABYTE
# A JSON document is held whole and grows eightfold in memory; JSON Lines is read line by line.
MOST_BYTES_OF_JSON = 50 * MEGABYTE
MOST_UNPACKED = 300 * MEGABYTE
MOST_PARTS = 2_000
MOST_ROWS = 250_000
MOST_COLUMNS = 200
# A cell of Excel holds 32,767.
MOST_CELL = 100_000
MOST_LINE = 2_000_000
MOST_HEADING = 200

MEMORY_BYTES = 1024 * MEGABYTE
PROCESSOR_SECONDS = 120
# Without a line from the child; while it waits for us, nothing is counted.
SILENCE_SECONDS = 60.0

# One line of the child's answer: this many rows or this many characters, whichever is first.
BATCH_ROWS = 500
BATCH_LETTERS = 500_000
