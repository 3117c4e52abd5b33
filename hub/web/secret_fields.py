"""Which fields of forms hold what must be neither shown nor changed: passwords."""


def is_secret_field(name: str) -> bool:
    """Whether a field of this name holds a password."""
    return "password" in name.lower()
