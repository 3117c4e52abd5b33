"""gunicorn's log without what readers typed: no query string, no header, no address."""

from typing import Any
from urllib.parse import urlsplit

from gunicorn.glogging import Logger


class QuietLogger(Logger):
    """As gunicorn's own, but a request is named by its path, and a malformed one not at all."""

    def warning(self, msg: str, *args: Any, **kwargs: Any) -> None:
        if msg.startswith("Invalid request from"):
            # The rest is the reader's address and the header or line that could not be read.
            msg, args = "A malformed request was refused.", ()
        super().warning(msg, *args, **kwargs)

    def exception(self, msg: str, *args: Any, **kwargs: Any) -> None:
        paths = tuple(urlsplit(arg).path if isinstance(arg, str) else arg for arg in args)
        super().exception(msg, *paths, **kwargs)
