"""What is shown of an address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.reporting.address_mask import masked

LETTERS = "abcxyz0189"
LABEL = st.text(LETTERS, min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("address", "shown"),
    [("amina@interior.go.ke", "a…@….ke"), ("a@host.org", "…@….org"), ("", ""), ("x@host", "…@…")],
)
def test_a_letter_and_the_ending(address, shown):
    assert masked(address) == shown


@given(name=st.text(LETTERS + ".+-", min_size=1), host=st.lists(LABEL, min_size=2, max_size=5))
def test_nothing_else_of_an_address_is_shown(name, host):
    shown = masked(f"{name}@{'.'.join(host)}")
    first = name[0] if len(name) > 1 else ""
    assert shown == f"{first}…@….{host[-1]}"
