"""What is shown of an address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.reporting.address_mask import masked

LABEL = st.from_regex(r"[a-z0-9]{1,20}", fullmatch=True)


@pytest.mark.parametrize(
    ("address", "shown"),
    [("amina@interior.go.ke", "a…@….ke"), ("a@host.org", "…@….org"), ("", ""), ("x@host", "…@…")],
)
def test_a_letter_and_the_ending(address, shown):
    assert masked(address) == shown


@given(name=st.from_regex(r"[a-z0-9.+-]{1,40}", fullmatch=True), host=st.lists(LABEL, min_size=2))
def test_nothing_else_of_an_address_is_shown(name, host):
    shown = masked(f"{name}@{'.'.join(host)}")
    first = name[0] if len(name) > 1 else ""
    assert shown == f"{first}…@….{host[-1]}"
