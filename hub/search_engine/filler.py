"""What people put around the words of a query: "tell me about", "do you have", 有哪些.

Single words that say nothing are `analyser.STOP_WORDS`. These are phrases whose words mean
something in other places ("looking for"), and, of scripts without blanks, what stands at either end
of a run.
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from hub.search_engine.analyser import IS_UNSPACED, WORD, fold

PHRASES_FILE = Path(__file__).parent / "data" / "filler_phrases.txt"
MAX_WORDS = 40  # a longer text is no question
SHORTEST_RUN = 2  # letters that must be left of a run, if any are


def strip_fillers(text: str, kind_words: Iterable[str] = ()) -> str:
    """The text without fillers, empty where there is nothing else.

    ``kind_words``: words for the records themselves; those of scripts without blanks are taken from
    the ends of a run as well.
    """
    phrases, first_words, longest, runs = _fillers()
    if text.isascii() and first_words.isdisjoint(text.lower().replace("'", " ").split()):
        return text
    words = list(WORD.finditer(text))
    if len(words) > MAX_WORDS:
        return text
    folded = [fold(word.group().casefold()) for word in words]
    ends = (*runs, *(word for word in kind_words if IS_UNSPACED.match(word)))
    spans, i = [], 0
    while i < len(words):
        length = 0
        if IS_UNSPACED.match(folded[i]):
            run = words[i].group()
            core = _strip_run(run, ends)
            if core != run:
                start = words[i].start() + run.find(core)
                spans += [(words[i].start(), start), (start + len(core), words[i].end())]
        elif folded[i] in first_words:
            lengths = range(min(longest, len(words) - i), 0, -1)
            length = next((n for n in lengths if tuple(folded[i : i + n]) in phrases), 0)
            if length:
                spans.append((words[i].start(), words[i + length - 1].end()))
        i += length or 1
    for start, end in reversed(spans):
        text = f"{text[:start]} {text[end:]}"
    return " ".join(text.split()) if WORD.search(text) else ""


def _strip_run(run: str, ends: tuple[str, ...]) -> str:
    """The run without what stands at its ends, as long as any of it stands there."""
    core = run
    while core:
        shorter = next(
            (
                rest
                for end in sorted(ends, key=len, reverse=True)
                for rest in (core.removeprefix(end), core.removesuffix(end))
                if rest != core and (not rest or len(rest) >= SHORTEST_RUN)
            ),
            core,
        )
        if shorter == core:
            return core
        core = shorter
    return core


@cache
def _fillers() -> tuple[frozenset[tuple[str, ...]], frozenset[str], int, tuple[str, ...]]:
    """The phrases, their first words, how many words the longest has, and those without blanks."""
    lines = PHRASES_FILE.read_text(encoding="utf-8").split("\n")
    runs = tuple(line for line in lines if IS_UNSPACED.match(line))
    spaced = (WORD.findall(line.casefold()) for line in lines if line not in runs)
    phrases = frozenset(tuple(map(fold, words)) for words in spaced if words)
    return phrases, frozenset(each[0] for each in phrases), max(map(len, phrases)), runs
