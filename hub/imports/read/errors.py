"""What is wrong with a file, as a code; the sentence for people is the parent's."""


class Unreadable(Exception):  # noqa: N818 (it is about the file, not about us)
    """The whole file is refused."""

    def __init__(self, code: str, **details: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.details = details
