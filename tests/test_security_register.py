"""The security register names tests and settings that exist, and every requirement once."""

import re
from collections import Counter
from pathlib import Path

from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docs" / "security-register.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (\d+\.\d+\.\d+) \| ([^|]+) \| ([^|]+) \| ([^|]*) \|$", TEXT, re.MULTILINE)
# How many of level 1 each section of ASVS 5.0.0 has.
LEVEL_ONE = {
    "1.2": 5, "1.3": 2, "1.5": 1, "2.1": 1, "2.2": 2, "2.3": 1, "3.2": 2, "3.3": 1, "3.4": 2,
    "3.5": 3, "4.1": 1, "4.4": 1, "5.2": 2, "5.3": 2, "6.1": 1, "6.2": 8, "6.3": 2, "6.4": 2,
    "7.2": 4, "7.4": 2, "8.1": 1, "8.2": 2, "8.3": 1, "9.1": 3, "9.2": 1, "10.4": 5, "11.3": 2,
    "11.4": 1, "12.1": 1, "12.2": 2, "13.4": 1, "14.2": 1, "14.3": 1, "15.1": 1, "15.2": 1,
    "15.3": 1,
}  # fmt: skip


def test_every_requirement_of_level_one_stands_there_once():
    numbers = [number for number, *_rest in ROWS]
    assert len(set(numbers)) == len(numbers)
    assert Counter(number.rpartition(".")[0] for number in numbers) == LEVEL_ONE


def test_the_counts_above_are_those_of_the_rows():
    counted = Counter(state for _number, _about, state, _shown in ROWS)
    told = dict(re.findall(r"^\| (yes|accepted|n/a) \| (\d+) \|$", TEXT, re.MULTILINE))
    assert {state: int(count) for state, count in told.items()} == counted


def test_every_test_that_is_named_exists():
    named = re.findall(r"`([\w/]+\.py)::(test_\w+)`", TEXT)
    assert len(named) > 50
    assert [(file, name) for file, name in named if f"def {name}(" not in source(file)] == []


def source(file):
    return (ROOT / "tests" / file).read_text(encoding="utf-8")


def test_every_setting_that_is_named_exists():
    named = re.findall(r"settings? `([A-Z_]+)`(?: and `([A-Z_]+)`)?", TEXT)
    names = [name for pair in named for name in pair if name]
    assert len(names) > 5
    assert [name for name in names if not hasattr(settings, name)] == []


def test_what_is_accepted_has_a_day_and_a_reason():
    accepted = [shown for _number, _about, state, shown in ROWS if state == "accepted"]
    assert [shown for shown in accepted if not re.match(r"\d{4}-\d\d-\d\d: \w", shown)] == []
    assert [number for number, _about, _state, shown in ROWS if not shown.strip()] == []
