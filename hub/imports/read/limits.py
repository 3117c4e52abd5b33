"""Limits of one file and of the process that reads it, and the error that refuses a file."""

MEGABYTE = 1024 * 1024

MAX_BYTES = 100 * MEGABYTE
# Parsed as a whole, a JSON document grows eightfold in memory; JSON Lines is read line by line.
MAX_JSON_BYTES = 50 * MEGABYTE
MAX_UNPACKED = 300 * MEGABYTE
MAX_PARTS = 2_000
MAX_ROWS = 250_000
MAX_COLUMNS = 200
# Excel allows 32,767.
MAX_CELL = 100_000
MAX_LINE = 2_000_000
MAX_HEADING = 200
# Of the name of a sheet or of a list, as ``Import.sheet`` holds it.
MAX_SHEET = 100

MEMORY_BYTES = 1024 * MEGABYTE
PROCESSOR_SECONDS = 120
# Without a line from the child; while it waits for us, nothing is counted.
SILENCE_SECONDS = 60.0

# One line of the child's answer: this many rows or this many characters, whichever is first.
CHUNK_ROWS = 500
CHUNK_CHARACTERS = 500_000
# One row as JSON, and all rows together: nested values stand in a row more than once, and so does a
# text that the cells of a workbook share. Defaults of IMPORT_ROW_MB and IMPORT_CONTENT_MB.
MAX_ROW_BYTES = 2 * MEGABYTE
MAX_CONTENT_BYTES = 200 * MEGABYTE
# Of a line for which the parent waits. The child sends none so long.
MAX_ANSWER_BYTES = 32 * MEGABYTE


class FileRefused(Exception):  # noqa: N818 (it is about the file, not about us)
    """The whole file is refused."""

    def __init__(self, code: str, **details: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.details = details
