"""How alike two names are said to be, 0 to 100; 100 is kept for what is the very name."""

ALMOST = 99  # the most that is said of what is not the very name
# The most where one name lacks words of the other, which may name another body or term: a curator
# who takes every offer of 90 or more must not take it.
WITHIN = 85


def is_within(left: str, right: str) -> bool:
    """Whether all words of one folded name are in the other, which has more."""
    left_words, right_words = set(left.split()), set(right.split())
    return left_words < right_words or right_words < left_words
