"""Registries, and the one of record types."""

import pytest

from hub.records.registry import Registry, record_types


def test_entries_stand_in_the_order_of_registration():
    registry = Registry("colours")
    registry.register("red", 1)
    registry.register("blue", 2)
    assert list(registry.items()) == [("red", 1), ("blue", 2)]


def test_what_is_registered_again_keeps_its_place():
    registry = Registry("colours")
    registry.register("red", 1)
    registry.register("blue", 2)
    registry.register("red", 3)
    assert list(registry.items()) == [("red", 3), ("blue", 2)]


def test_a_missing_entry_is_named_with_its_registry():
    with pytest.raises(LookupError, match="colours: nothing is registered as 'red'"):
        Registry("colours")["red"]


def test_every_kind_of_record_is_registered_once():
    assert list(record_types) == [
        "tool",
        "organisation",
        "deployment",
        "misuse",
        "helpline",
        "event",
        "recommendation",
        "document",
        "question",
    ]


@pytest.mark.parametrize("kind", record_types)
def test_the_model_names_its_declaration(kind):
    assert record_types[kind].model.record_type is record_types[kind]
