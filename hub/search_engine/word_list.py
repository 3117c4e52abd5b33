"""The words of dictionaries: one file, memory-mapped, so that all processes share its pages.

It answers one question, whether people write a word at all, and reads a few hundred bytes to do so.
The words come from the small lists of wordfreq (`data/words.md`), folded as in the index.

    8 bytes      the format, WORDS1 and two line breaks
    4 bytes      how many blocks there are
    4 each       where each block begins, and where the last ends, counted from the first
    the blocks   16 words each, ascending by their UTF-8 bytes: for each word how many bytes it
                 shares with the word before (0 for the first), how many more it has, and these

Numbers are little-endian and unsigned; those of a block have one byte.
"""

import mmap
import struct
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path

WORDS_FILE = Path(__file__).parent / "data" / "words.bin"
MAGIC = b"WORDS1\n\n"
HEADER = struct.Struct("<8sI")
OFFSET = struct.Struct("<I")
BLOCK_WORDS = 16
MAX_WORD_BYTES = 255


def encode_words(words: Iterable[str]) -> bytes:
    """The file of these words."""
    encoded = sorted({word.encode() for word in words})
    encoded = [word for word in encoded if 0 < len(word) <= MAX_WORD_BYTES]
    firsts = range(0, len(encoded), BLOCK_WORDS)
    blocks = [_encode_block(encoded[first : first + BLOCK_WORDS]) for first in firsts]
    offsets, end = [0], 0
    for block in blocks:
        end += len(block)
        offsets.append(end)
    header = HEADER.pack(MAGIC, len(blocks)) + b"".join(map(OFFSET.pack, offsets))
    return header + b"".join(blocks)


def _encode_block(words: list[bytes]) -> bytes:
    block, previous = bytearray(), b""
    for word in words:
        shared = 0
        while shared < min(len(previous), len(word)) and previous[shared] == word[shared]:
            shared += 1
        block += bytes((shared, len(word) - shared)) + word[shared:]
        previous = word
    return bytes(block)


class WordList:
    """Reads such a file. Raises ValueError if it is none."""

    def __init__(self, content: bytes | mmap.mmap) -> None:
        magic, block_count = HEADER.unpack_from(content)
        if magic != MAGIC:
            raise ValueError("this is no file of words")
        self.content, self.block_count = content, int(block_count)
        self.first_block = HEADER.size + OFFSET.size * (self.block_count + 1)

    def __contains__(self, word: str) -> bool:
        encoded = word.encode(errors="replace")
        low, high = 0, self.block_count
        while low < high:  # the first block that begins behind the word
            middle = (low + high) // 2
            if next(self._words(middle)) > encoded:
                high = middle
            else:
                low = middle + 1
        return low > 0 and encoded in self._words(low - 1)

    def __iter__(self) -> Iterator[str]:
        for block in range(self.block_count):
            for word in self._words(block):
                yield word.decode()

    def _words(self, block: int) -> Iterator[bytes]:
        start, end = (self._offset(block + i) for i in (0, 1))
        word = b""
        while start < end:
            shared, more = self.content[start], self.content[start + 1]
            word = word[:shared] + self.content[start + 2 : start + 2 + more]
            start += 2 + more
            yield word

    def _offset(self, block: int) -> int:
        at = HEADER.size + OFFSET.size * block
        return self.first_block + int(OFFSET.unpack_from(self.content, at)[0])


@cache
def open_word_list() -> WordList:
    """The list that ships, mapped once a process at the first question."""
    with WORDS_FILE.open("rb") as file:
        return WordList(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))


@lru_cache(maxsize=1024)
def is_dictionary_word(folded: str) -> bool:
    """Whether a folded word is one of English, French, Spanish, Russian or Arabic."""
    return folded in open_word_list()
