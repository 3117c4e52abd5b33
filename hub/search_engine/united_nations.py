"""“UN” is the United Nations in English, and an article in French and Spanish.

The index folds case, so the text of a query decides: how the word is written, and of which language
the words beside it are.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from hub.search_engine.analyser import STOP_WORDS, WORD, fold, stem
from hub.search_engine.matcher import Matcher

UN = "un"
NAME = "United Nations"
ARTICLE_LANGUAGES = ("fr", "es")


def expand_united_nations(text: str, matcher: Matcher) -> str:
    """The text with the full name for each “UN” that is no article and begins no other name."""
    if UN not in text.casefold():
        return text
    words = list(WORD.finditer(text))
    folded = [fold(word.group().casefold()) for word in words]
    if UN not in folded:
        return text
    others = [word for word in folded if word != UN and word not in STOP_WORDS]
    languages = _count_languages(others, matcher)

    def is_name(i: int) -> bool:
        following = tuple(folded[i : i + 2])
        if folded[i] != UN or (len(following) > 1 and matcher.names_phrase(following)):
            return False
        if words[i].group() == UN.upper() and not text.isupper():
            return True
        return len(folded) == folded.count(UN) or _is_english(following[-1], others, languages)

    return _replace(text, [word for i, word in enumerate(words) if is_name(i)])


def _is_english(following: str, others: Sequence[str], languages: Mapping[str, int]) -> bool:
    """Whether no article is meant: before a plural, or where most of several words are English."""
    english = languages["en"]
    others_most = max(languages[language] for language in ARTICLE_LANGUAGES)
    if following.endswith("s") and 0 < english >= others_most:
        return True
    return len(others) > 1 and english > others_most


def _count_languages(words: Sequence[str], matcher: Matcher) -> Mapping[str, int]:
    """How many of these words the records have in each language."""
    stems = (token for word in words for token in stem(word) if matcher.contains_token(token))
    return Counter(token[1:].partition(":")[0] for token in stems)


def _replace(text: str, words: Sequence[re.Match[str]]) -> str:
    for word in reversed(words):
        text = f"{text[: word.start()]}{NAME}{text[word.end() :]}"
    return text
