"""A pseudo-Arabic translation of every text of ours, made from the sources when tests begin.

It has two uses: pages in it read from right to left, and whatever stands on them in Latin letters
and is no record's own text has escaped translation.
"""

import re
import tomllib
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import write_po

from hub.devserver import message_catalogues

ROOT = Path(__file__).resolve().parents[2]
LANGUAGE = "ar"
# What `make messages` looks for; Babel does not know Django's lazy functions.
KEYWORDS = {**DEFAULT_KEYWORDS, "gettext_lazy": None, "ngettext_lazy": (1, 2)}
LETTERS = dict(zip("abcdefghijklmnopqrstuvwxyz", "ابثدعفجهيزكلمنوپقرستشڤطخغظ", strict=True))
# Placeholders, tags and character references mean something to the program.
KEPT = re.compile(r"(%\(\w+\)[sd]|%[sd%]|\{\w*\}|<[^>]+>|&\w+;)")


def pseudo(text: str) -> str:
    """A text with every Latin letter replaced by an Arabic one; what programs read is kept."""
    parts = KEPT.split(text)
    parts[::2] = ["".join(LETTERS.get(one, one) for one in part.lower()) for part in parts[::2]]
    return "".join(parts)


def catalogue_of_texts() -> Catalog:
    """Every text that `gettext` is asked for in our sources, translated."""
    mappings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found = Catalog(locale=LANGUAGE)
    for mapping in mappings["tool"]["babel"]["mappings"]:
        options = {name: value for name, value in mapping.items() if name == "trimmed"}
        patterns = mapping["pattern"]
        for pattern in [patterns] if isinstance(patterns, str) else patterns:
            extracted = extract_from_dir(
                ROOT / Path(pattern).parts[0],
                method_map=[(pattern.partition("/")[2], mapping["method"])],
                options_map={pattern.partition("/")[2]: options},
                keywords=KEYWORDS,
            )
            for _file, _line, identity, _comments, context in extracted:
                found.add(identity, context=context)
    for message in found:
        if message.id:
            message.string = translated(message, found.num_plurals)
    return found


def translated(message: Message, plurals: int) -> str | tuple[str, ...]:
    if isinstance(message.id, str):
        return pseudo(message.id)
    one, many = message.id[0], message.id[-1]
    return tuple(pseudo(one if number == 1 else many) for number in range(plurals))


def make_locale(folder: Path) -> None:
    """Write and compile the translation below ``folder``, as Django's LOCALE_PATHS want it."""
    source = folder / LANGUAGE / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True, exist_ok=True)
    with source.open("wb") as out:
        write_po(out, catalogue_of_texts())
    message_catalogues.compile_all(folder)
