"""Makes `words.bin` from the small word lists of wordfreq. The product never runs this.

    .venv/bin/pip install --target /tmp/wordfreq wordfreq==3.1.1
    PYTHONPATH=.:/tmp/wordfreq .venv/bin/python hub/search_engine/data/build_words.py

To be run anew after a change of folding (`hub/records/text_folding.py`): the words are stored
folded, and a test compares them. The lists of another version of wordfreq are other words.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version

import wordfreq  # type: ignore[import-not-found]  # no package of the product

from hub.search_engine.analyser import IS_UNSPACED, WORD, fold
from hub.search_engine.word_list import WORDS_FILE, encode_words

WORDFREQ = "3.1.1"
# Chinese is never corrected. The large lists hold the typing errors of those who wrote them.
LANGUAGES = ("en", "fr", "es", "ru", "ar")
MIN_LENGTH = 2


def words() -> Iterator[str]:
    for language in LANGUAGES:
        for bucket in wordfreq.get_frequency_list(language, "small"):
            for entry in bucket:
                for folded in map(fold, WORD.findall(entry.casefold())):
                    if (
                        len(folded) >= MIN_LENGTH
                        and folded.isalpha()
                        and not IS_UNSPACED.match(folded)
                    ):
                        yield folded


if __name__ == "__main__":
    if version("wordfreq") != WORDFREQ:
        raise SystemExit(f"This was written for wordfreq {WORDFREQ}, not {version('wordfreq')}.")
    content = encode_words(words())
    WORDS_FILE.write_bytes(content)
    print(f"{WORDS_FILE.name}: {len(content):,} bytes")
