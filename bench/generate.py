"""Records that never were, the same ones each time: Zipfian words and skewed terms."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import numpy as np

from hub.search_engine.document import IndexDocument, Labels

SEED = 20_260_730
VOCABULARY = 60_000
FACETS = {
    "purpose": 24, "action_area": 12, "trafficking_type": 16, "user": 22, "target_population": 18,
    "context": 16, "technology": 30, "connectivity": 8, "access": 10, "status": 6, "region": 34,
    "language": 34,
}  # fmt: skip
SYLLABLES = """
    ba be bi bo ca ce cha co da de di do el en er fa fe fi for ga ge gi go ha he hi ho in
    ja je ka ke ki la le li lo ma me mi mo na ne ni no pa pe pi pre pro qua ra re ri ro sa
    se si so sta ta te ti to tra tri u va ve vi vo wa we wi za
""".split()  # noqa: SIM905  # words to read, not a list to type
ENDINGS = ("", "", "", "s", "ing", "ed", "ion", "ment", "er", "ly")
DOMAIN = """
    trafficking victim survivor child labour exploitation police data report case hotline
    migrant worker recruitment supply chain identification referral screening protection
    court evidence training platform mobile offline satellite blockchain image analysis
    advert online privacy consent risk slavery debt bondage shelter interview interpreter
    border document safety
""".split()  # noqa: SIM905  # words to read, not a list to type
COMMON = """
    the of and to in for a is on with by that are as from it an be or this
""".split()  # noqa: SIM905  # words to read, not a list to type
START = datetime(2026, 7, 30, tzinfo=UTC)


class Generator:
    """``facets`` in order, 230 terms in all; the weights of a facet's terms fall as 1 / rank."""

    def __init__(self, size: int, seed: int = SEED) -> None:
        self.size, self.seed = size, seed
        self.words = _words(np.random.default_rng(seed))
        weights = 1.0 / (np.arange(len(self.words)) + 2.0)
        self.cumulative = np.cumsum(weights / weights.sum())
        self.facets = tuple(FACETS)

    def documents(self) -> Iterator[IndexDocument]:
        for start in range(0, self.size, 2_000):
            yield from self._some(start, min(2_000, self.size - start))

    def _some(self, start: int, amount: int) -> Iterator[IndexDocument]:
        random = np.random.default_rng((self.seed, start))
        lengths = np.stack([random.integers(low, high, amount) for low, high in
                            ((2, 6), (1, 7), (12, 28), (20, 120))], axis=1)  # fmt: skip
        drawn = np.searchsorted(self.cumulative, random.random(int(lengths.sum())))
        text = [self.words[i] for i in drawn.tolist()]
        rows = [self._rows(random, facet, amount) for facet in FACETS]
        days, ended = random.integers(0, 3_000, amount), random.random(amount) < 0.08
        checked = random.random(amount)
        at = 0
        for i in range(amount):
            parts = []
            for length in lengths[i].tolist():
                parts.append(text[at : at + length])
                at += length
            yield IndexDocument(
                pk=start + i + 1,
                seq=start + i + 1,
                updated=START - timedelta(days=int(days[i])),
                title=" ".join(parts[0]).title(),
                names=(" ".join(parts[1]),),
                summary=" ".join(parts[2]) + ".",
                description=" ".join(parts[3]) + ".",
                language="en",
                rows=frozenset(key for facet in rows for key in facet[i]),
                ended=bool(ended[i]),
                verified_on=date(2026, 7, 30) - timedelta(days=int(days[i]))
                if checked[i] < 0.3
                else None,
            )

    def _rows(self, random: np.random.Generator, facet: str, amount: int) -> list[list[str]]:
        """One to three terms a record; every sixth has nothing recorded."""
        terms = FACETS[facet]
        weights = 1.0 / np.arange(1, terms)
        cumulative = np.cumsum(weights / weights.sum())
        chosen = np.searchsorted(cumulative, random.random((amount, 3))).tolist()
        amounts = random.choice(
            [0, 1, 2, 3], amount, p=[1 / 6, 0.4, 1 / 4, 1 - 1 / 6 - 0.4 - 1 / 4]
        )
        return [
            [f"{facet}/term-{t}" for t in each[:many]] or [f"{facet}/not-known"]
            for each, many in zip(chosen, amounts.tolist(), strict=True)
        ]

    def labels(self) -> Labels:
        """Two words in each of six languages for each term."""
        random = np.random.default_rng((self.seed, 7))
        languages = ("en", "fr", "es", "ru", "ar", "zh")
        return {
            f"{facet}/term-{term}": [
                (language, " ".join(self.words[i] for i in random.integers(200, VOCABULARY, 2)))
                for language in languages
            ]
            for facet, terms in FACETS.items()
            for term in range(terms - 1)
        }


def _words(random: np.random.Generator) -> list[str]:
    """Distinct words, the most frequent first: common ones, the domain's, then made-up ones."""
    made: dict[str, None] = dict.fromkeys([*COMMON, *DOMAIN])
    while len(made) < VOCABULARY:
        syllables = random.choice(SYLLABLES, int(random.integers(2, 5)))
        made["".join(syllables) + str(random.choice(ENDINGS))] = None
    return list(made)


class GeneratedSource:
    """The generator as a room would give its records to the index."""

    kind = "bench"

    def __init__(self, size: int) -> None:
        self.generator = Generator(size)
        self.facets = self.generator.facets
        self.kind_words: tuple[str, ...] = ()
        self.changed_ones: list[IndexDocument] = []
        self._labels = self.generator.labels()

    def count(self, tier: str) -> int:
        return self.generator.size

    def documents(self, tier: str, after_seq: int | None) -> Iterator[IndexDocument]:
        if after_seq is None:
            yield from self.generator.documents()
        else:
            yield from (one for one in self.changed_ones if one.seq > after_seq)

    def changed(self, tier: str, after_seq: int) -> int:
        return sum(1 for _document in self.documents(tier, after_seq))

    def gone(self, tier: str, after_seq: int) -> list[int]:
        return []

    def labels(self) -> Labels:
        return self._labels
