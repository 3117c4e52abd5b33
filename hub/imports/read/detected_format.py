"""What was found out about a file, on both sides of the pipe."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sniffed:
    """``samples`` tells the start as each candidate encoding reads it; the likeliest is first.

    ``sheet`` is the one that looks fullest, until a person names another.
    """

    format: str
    encoding: str = ""
    certain: bool = True
    delimiter: str = ""
    sheets: tuple[str, ...] = ()
    sheet: str = ""
    samples: tuple[tuple[str, str], ...] = ()
