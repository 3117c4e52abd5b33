"""What a person is told when something cannot be started."""


class CannotStart(Exception):  # noqa: N818  a state, like ImproperlyConfigured
    """Something needed is missing or taken; its text is one sentence that says what to do."""
