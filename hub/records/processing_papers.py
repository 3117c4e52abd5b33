"""The retention schedule and the record of processing activities, written from the declarations."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.utils.module_loading import import_string

from hub.records.data_handling import (
    CLASSES,
    DataClass,
    HandledColumn,
    Purpose,
    Retention,
    handled_tables,
)
from hub.records.processing_activities import ACTIVITIES

SCHEDULE, ACTIVITY_RECORD = "retention-schedule.md", "processing-activities.md"
WRITTEN = "<!-- Written by `manage.py write_processing_papers`; edits here are lost. -->\n"
REFERENCE = re.compile(r"\{([\w.]+)\}")


def papers() -> dict[str, str]:
    """Both papers, as Markdown, by the name of their file. Raises UndeclaredColumnsError."""
    columns = [column for _model, table in handled_tables() for column in table]
    return {SCHEDULE: _schedule(columns), ACTIVITY_RECORD: _activities(columns)}


def time_in_words(reference: str) -> str:
    """A time by its dotted name: of days, or hours below three days that are no whole ones.

    Raises ImportError where there is none of this name.
    """
    if reference.startswith("settings."):
        name = reference.removeprefix("settings.")
        return f"{getattr(settings, name)} days ({name})"
    period = import_string(reference)
    if not isinstance(period, datetime.timedelta):
        raise ImportError(f"{reference} is no time")
    hours = period // datetime.timedelta(hours=1)
    if hours >= 96 and hours % 24 == 0:
        return f"{hours // 24} days"
    return f"{hours} hours" if hours != 1 else "one hour"


def rule_in_words(retention: Retention) -> str:
    """With its times. Raises ImportError where it names one that is not there."""
    module = retention.by.rpartition(".")[0]

    def time(found: re.Match[str]) -> str:
        return time_in_words(found[1] if "." in found[1] else f"{module}.{found[1]}")

    return REFERENCE.sub(time, retention.rule)


def _schedule(columns: Iterable[HandledColumn]) -> str:
    lines = [
        WRITTEN,
        "# Retention schedule\n",
        "Every column of every table: what it is for, what class of data it is, and for how long it"
        " is kept. A column without a declaration beside it in the code fails the check, and a rule"
        " that names a time or a function that is not there does, too. What other places hold (the"
        " journal of the machine, Redis, memory, files) stands in [privacy](../privacy.md).\n",
        "| Class | What it is |\n|---|---|",
        *(f"| {each.value} | {words} |" for each, words in CLASSES.items()),
        "",
    ]
    by_table: dict[str, list[HandledColumn]] = defaultdict(list)
    for column in columns:
        by_table[column.model._meta.label].append(column)
    for label, table in sorted(by_table.items()):
        purpose = ACTIVITIES[table[0].purpose].title
        lines += [f"## {label}\n", f"{purpose}.\n", "| Columns | Class | Kept |\n|---|---|---|"]
        lines += [*_rows(table), ""]
    return "\n".join(lines)


def _rows(table: Iterable[HandledColumn]) -> Iterator[str]:
    """Columns of one class and one rule in one row."""
    alike: dict[tuple[DataClass, Retention], list[str]] = defaultdict(list)
    for column in table:
        alike[column.data_class, column.retention].append(column.name)
    for (data_class, retention), names in alike.items():
        listed = ", ".join(f"`{name}`" for name in names)
        erased_by = f" (`{retention.by}`)" if retention.by else ""
        yield f"| {listed} | {data_class.value} | {rule_in_words(retention)}{erased_by} |"


def _activities(columns: Iterable[HandledColumn]) -> str:
    lines = [
        WRITTEN,
        "# Record of processing activities\n",
        "After article 30 of the GDPR, by purpose. The operator is the controller: whoever that is"
        " writes name, contact and data protection officer into the"
        " [assessment](data-protection-impact-assessment.md), and looks whether the legal basis"
        " fits its own law. No data leave the operator's machines but to its mail server, to the"
        " servers whose addresses are checked at night, and to the addresses of feeds that it"
        " imports. Security measures: [threat model](../threat-model.md). Times:"
        f" [retention schedule]({SCHEDULE}).\n",
    ]
    by_purpose: dict[Purpose, list[HandledColumn]] = defaultdict(list)
    for column in columns:
        by_purpose[column.purpose].append(column)
    for purpose in Purpose:
        lines += _activity(purpose, by_purpose[purpose])
    return "\n".join(lines)


def _activity(purpose: Purpose, columns: Iterable[HandledColumn]) -> list[str]:
    activity = ACTIVITIES[purpose]
    tables: dict[DataClass, set[str]] = defaultdict(set)
    for column in columns:
        if column.data_class not in (DataClass.INTERNAL, DataClass.PUBLISHED):
            tables[column.data_class].add(column.model._meta.label)
    data = [
        f"  - {each.value}: {', '.join(sorted(tables[each]))}"
        for each in DataClass
        if each in tables
    ]
    return [
        f"## {activity.title}\n",
        f"- **Aim:** {activity.aim}",
        f"- **Whose data:** {activity.people}",
        f"- **Legal basis:** {activity.basis}",
        f"- **Who is shown them:** {activity.recipients}",
        "- **Data about people, by class, and the tables that hold them:**"
        + ("" if data else " none"),
        *data,
        "",
    ]
