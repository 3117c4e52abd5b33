"""Whatever reads a text of others takes a time that grows as the text does, and no faster.

A regular expression with two ways to read one run of letters is quadratic, and a file may hold a
thousand cells of a hundred thousand letters. Measured by the processor's time for a text and for
one ten times as long: a quadratic function needs a hundred times as much, and is given forty.
"""

import contextlib
import importlib
import inspect
import pkgutil
import time
from collections.abc import Callable, Iterator

import pytest

import catalogue.models.location_privacy
import catalogue.row_readers
import hub.imports.map
import hub.imports.match
import hub.imports.read
import hub.imports.record_types
import hub.imports.validate
import hub.records

LONG = 200_000
# Of functions that see one name, heading or cell at a time; a fault shows in these as well.
LONG_ELSEWHERE = 30_000
CLEANING = ("hub.records.text_cleaning.", "hub.records.telephone_numbers.find_phones")
# It compiles a mark between values, which a curator chooses.
NOT_OF_OTHERS = {"hub.imports.map.cell_splitter._pattern"}
# What takes a text there runs it, or opens a file of that name.
ACTING = {"hub.imports.read.confinement"}
# Below this many seconds of the processor a ratio says nothing.
LEAST = 0.002
MOST = 40.0
UNITS = (
    "a", " ", "\n", "\t", "<", "<b>", "<br ", "</p ", '<a href="', "<!--", "&lt;", "a ", "a\n",
    "(", "(a", "[", "[at]", "a@", "a.", "1", "1 ", "+1", "00 1", "1.", "12:", "1°", "-", ",", ";",
    '"', "'", "A", "é", "e\u0301", "\u200d", "https://", "www.", "wa.me/", "passport ", "tel 1",
    "1/1/", "2024-", "at a dot ", "a and ", "x (y) ", "\u0600", "中", "（", "\ufdfa", " .",
)  # fmt: skip
# What opens a pattern, before a run of blanks or letters that never closes it.
OPENINGS = (
    "<br", "<a ", "1.111", "house", "tel", "passport", "a@", "[at]", "1", "+", "contact", "(",
)  # fmt: skip


def functions() -> dict[str, Callable[[str], object]]:
    """All that read one text: of the packages that clean, fold, split and judge texts of others."""
    packages = (
        hub.records, hub.imports.map, hub.imports.match, hub.imports.read, hub.imports.validate,
        hub.imports.record_types, catalogue.row_readers,
    )  # fmt: skip
    names = ["catalogue.models.location_privacy"]
    for package in packages:
        walked = pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        names += [module.name for module in walked if ".migrations" not in module.name]
    names = [name for name in names if name not in ACTING]
    return {
        f"{name}.{function.__name__}": function
        for name in names
        for function in vars(importlib.import_module(name)).values()
        if callable(function) and _reads_a_text(function, name)
    }


def _reads_a_text(function: Callable[..., object], module: str) -> bool:
    plain = inspect.unwrap(function)
    if not inspect.isfunction(plain) or plain.__module__ != module:
        return False
    parameters = list(inspect.signature(plain).parameters.values())
    required = [one for one in parameters if one.default is one.empty]
    return required == parameters[:1] != [] and required[0].annotation in (str, "str")


FUNCTIONS = functions()


def texts(length: int) -> Iterator[str]:
    for unit in UNITS:
        yield (unit * (length // len(unit) + 1))[:length]
    for opening in OPENINGS:
        for unit in (" ", "a", "1", "."):
            yield opening + unit * (length - len(opening))


def seconds(function: Callable[[str], object], text: str) -> float:
    """Of the processor. What a function yields is read; what it refuses, it refuses."""
    started = time.process_time()
    with contextlib.suppress(Exception):
        result = function(text)
        if inspect.isgenerator(result):
            for _item in result:
                pass
    return time.process_time() - started


def test_the_functions_that_clean_texts_are_among_those_measured():
    named = {
        "hub.records.text_cleaning.clean_text", "hub.records.text_cleaning.personal_data",
        "hub.records.text_cleaning.markup_in", "hub.records.text_folding.slugify",
        "hub.records.telephone_numbers.find_phones",
        "catalogue.models.location_privacy.no_whereabouts",
    }  # fmt: skip
    assert named <= FUNCTIONS.keys()
    assert len(FUNCTIONS) > 80


@pytest.mark.parametrize("name", sorted(FUNCTIONS.keys() - NOT_OF_OTHERS))
def test_a_text_ten_times_as_long_takes_about_ten_times_as_long(name):
    function = FUNCTIONS[name]
    function_of = inspect.unwrap(function)  # a cache would answer the second time
    length = LONG if name.startswith(CLEANING) else LONG_ELSEWHERE
    for short, long in zip(texts(length // 10), texts(length), strict=True):
        before = max(seconds(function_of, short), LEAST)
        if before * MOST < 1 and seconds(function_of, long) <= before * MOST:
            continue
        # Once more, the least of three: something else may have been at work on the machine.
        before = max(LEAST, min(seconds(function_of, short) for _time in range(3)))
        after = min(seconds(function_of, long) for _time in range(2))
        assert after <= before * MOST, (long[:20], before, after)
