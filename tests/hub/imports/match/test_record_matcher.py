"""Whose each field is."""

import pytest

from hub.imports.match.record_matcher import compare_facts, same_value


def owner(old, new, said, **more):
    found = compare_facts(
        {"x": new}, {"x": old}, said, more.get("kept", {}), more.get("edited", ())
    )
    return found[0]["owner"] if found else None


@pytest.mark.parametrize(
    ("old", "new", "said", "more", "expected"),
    [
        ("a", "a", None, {}, None),
        ("a", "b", {"x": "a"}, {}, "source"),
        ("c", "b", {"x": "a"}, {}, "curator"),
        ("c", "a", {"x": "a"}, {}, "curator"),  # the source says the same as before
        (None, "b", {"x": "a"}, {}, "curator"),  # a curator took it away
        (None, "b", {}, {}, "source"),  # nobody knew
        ("c", "b", {}, {}, "curator"),  # the source is silent on it so far
        ("c", "b", None, {}, "source"),  # no person ever wrote it
        ("c", "b", None, {"edited": {"x"}}, "curator"),
        ("c", "b", {"x": "a"}, {"kept": {"x": "b"}}, None),
        (None, [], None, {}, None),
        (False, None, None, {"edited": {"x"}}, "curator"),
    ],
)
def test_a_field_belongs_to_whoever_wrote_it_last(old, new, said, more, expected):
    assert owner(old, new, said, **more) == expected


def test_no_is_not_the_same_as_not_known():
    assert not same_value(False, None)
