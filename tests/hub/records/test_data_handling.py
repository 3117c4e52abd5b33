"""Every column says what it is for, what it may tell and how long it is kept, and says it truly."""

import dataclasses
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils.module_loading import import_string

from hub.accounts.models import Person
from hub.curation.suggestions.models import Suggestion
from hub.outbox.sealed_field import SealedTextField
from hub.records.data_handling import (
    DataClass,
    DataHandling,
    Purpose,
    Retention,
    UndeclaredColumnsError,
    handled_columns,
    handled_tables,
)
from hub.records.processing_activities import ACTIVITIES
from hub.records.processing_papers import papers, rule_in_words, time_in_words

GOVERNANCE = Path(settings.BASE_DIR) / "docs" / "governance"
COLUMNS = [column for _model, table in handled_tables() for column in table]


def without(declared, name):
    """The same declaration, but for one column."""
    parts = {
        data_class.value: " ".join(
            column for column in getattr(declared, data_class.value).split() if column != name
        )
        for data_class in DataClass
    }
    return dataclasses.replace(declared, **parts)


def test_every_column_of_every_table_is_declared():
    assert len(COLUMNS) > 1000
    assert {column.purpose for column in COLUMNS} == set(Purpose) == set(ACTIVITIES)


def test_a_column_that_nobody_declared_is_named(monkeypatch):
    declared = without(Suggestion.data_handling, "may_be_asked")
    monkeypatch.setattr(Suggestion, "data_handling", declared)
    with pytest.raises(UndeclaredColumnsError, match="not declared: may_be_asked;"):
        handled_columns(Suggestion)


def test_a_table_without_a_declaration_fails(monkeypatch):
    monkeypatch.delattr(Suggestion, "data_handling")
    with pytest.raises(
        UndeclaredColumnsError, match=r"suggestions\.Suggestion: not declared: kind "
    ):
        handled_columns(Suggestion)


def test_a_declared_column_that_is_not_there_is_named(monkeypatch):
    more = dataclasses.replace(Suggestion.data_handling, published="colour")
    monkeypatch.setattr(Suggestion, "data_handling", more)
    with pytest.raises(UndeclaredColumnsError, match="declared, and not there: colour"):
        handled_columns(Suggestion)


def test_a_column_of_two_classes_is_refused():
    twice = DataHandling(Purpose.MAIL, Retention("for good"), internal="at", contact="to at")
    with pytest.raises(UndeclaredColumnsError, match="at is internal and contact"):
        _ = twice.classes


@pytest.mark.parametrize(
    "retention", {column.retention for column in COLUMNS}, ids=lambda each: each.rule
)
def test_a_rule_names_times_and_functions_that_are_there(retention):
    assert "{" not in rule_in_words(retention)
    assert not retention.by or callable(import_string(retention.by))


def test_a_rule_names_a_time_and_nothing_else():
    assert time_in_words("hub.outbox.retention.MAILS_KEPT") == "90 days"
    assert time_in_words("hub.outbox.retention.MESSAGES_KEPT") == "72 hours"
    with pytest.raises(ImportError):
        time_in_words("hub.outbox.retention.CHUNK")
    with pytest.raises(ImportError):
        time_in_words("hub.outbox.retention.NEVER")


def test_a_column_that_names_who_signed_in_is_about_them():
    about_others = {
        f"{column.model._meta.label}.{column.name}"
        for column in COLUMNS
        if column.model._meta.get_field(column.name).related_model is Person
        and column.data_class is not DataClass.STAFF
    }
    assert about_others == set()


def test_what_is_sealed_is_declared_as_what_must_not_be_read():
    open_ones = {
        f"{column.model._meta.label}.{column.name}"
        for column in COLUMNS
        if isinstance(column.model._meta.get_field(column.name), SealedTextField)
        and column.data_class not in (DataClass.CONTACT, DataClass.WORDS, DataClass.CREDENTIAL)
    }
    assert open_ones == set()


def test_the_papers_are_those_of_the_code():
    call_command("write_processing_papers", GOVERNANCE, check=True)


def test_a_paper_that_is_out_of_date_fails_the_check_and_is_written_anew(tmp_path):
    with pytest.raises(CommandError, match=r"retention-schedule\.md is out of date"):
        call_command("write_processing_papers", tmp_path, check=True)
    call_command("write_processing_papers", tmp_path)
    call_command("write_processing_papers", tmp_path, check=True)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == papers()


def test_an_undeclared_column_fails_the_command_with_a_sentence(monkeypatch, tmp_path):
    monkeypatch.delattr(Suggestion, "data_handling")
    with pytest.raises(CommandError, match=r"needs a declaration: suggestions\.Suggestion"):
        call_command("write_processing_papers", tmp_path)
