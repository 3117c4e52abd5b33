"""What readers' phrases mean in the catalogue, in six languages."""

from datetime import UTC, datetime

import pytest

from catalogue.fields.tool import TOOL
from catalogue.fit.limits import LIMITS
from catalogue.query_meanings import LIMIT_LABELS, combine_phrases, query_meanings, read_phrases
from hub.search_engine.document import IndexDocument
from hub.search_engine.interpretation import interpret
from hub.search_engine.segment import Segment, build_arrays
from hub.search_engine.snapshot import Snapshot

LANGUAGES = {"en", "fr", "es", "ru", "ar", "zh"}


@pytest.fixture(scope="module")
def every_row():
    """A record with every row that a meaning names."""
    rows = frozenset(row for meaning in query_meanings() for row, _weight in meaning.rows)
    day = datetime(2026, 1, 1, tzinfo=UTC)
    tool = IndexDocument(1, 1, day, "Tool", (), "", "", "en", rows, ended=False, verified_on=None)
    return Snapshot(1, TOOL.facet_names, Segment(build_arrays([tool], {})))


@pytest.mark.parametrize("slug", read_phrases())
def test_every_meaning_has_phrases_in_six_languages(slug):
    assert {entry["language"] for entry in read_phrases()[slug]} == LANGUAGES


def test_every_limit_with_phrases_has_words_for_what_it_means():
    slugs = {limit.slug for limit in LIMITS} & set(read_phrases())
    assert slugs == set(LIMIT_LABELS)


def test_parts_are_combined_without_a_blank_in_chinese():
    entries = [
        {"language": "en", "combine": [["", "no"], ["signal"]]},
        {"language": "zh", "combine": [["无"], ["网络"]]},
    ]
    assert combine_phrases(entries) == ("signal", "no signal", "无网络")


def test_no_phrase_means_two_things():
    phrases = [phrase for meaning in query_meanings() for phrase in set(meaning.phrases)]
    assert [phrase for phrase in set(phrases) if phrases.count(phrase) > 1] == []


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("no smartphone", "basic-phones"),
        ("without a smart phone", "basic-phones"),
        ("basic phones", "basic-phones"),
        ("sin teléfono inteligente", "basic-phones"),
        ("sans smartphone", "basic-phones"),
        ("без смартфона", "basic-phones"),
        ("بدون هاتف ذكي", "basic-phones"),
        ("没有智能手机", "basic-phones"),
        ("offline", "no-internet"),
        ("works offline", "no-internet"),
        ("without internet", "no-internet"),
        ("no internet connection", "no-internet"),
        ("doesn't need wifi", "no-internet"),
        ("sans internet", "no-internet"),
        ("hors ligne", "no-internet"),
        ("sin internet", "no-internet"),
        ("sin conexión", "no-internet"),
        ("без интернета", "no-internet"),
        ("офлайн", "no-internet"),
        ("بدون إنترنت", "no-internet"),
        ("离线", "no-internet"),
        ("不需要网络", "no-internet"),
        ("slow internet", "weak-internet"),
        ("no computer", "no-computer"),
        ("free of charge", "no-budget"),
        ("gratuit", "no-budget"),
        ("cannot read", "no-reading"),
        ("no login", "no-login"),
        ("sans inscription", "no-login"),
        ("sin registro", "no-login"),
        ("не требует регистрации", "no-login"),
        ("بدون تسجيل", "no-login"),
        ("无需注册", "no-login"),
        ("I was trafficked", "own-help"),
        ("where can I go", "own-help"),
        ("où puis-je aller", "own-help"),
        ("a dónde puedo ir", "own-help"),
        ("куда мне идти", "own-help"),
        ("أين أذهب", "own-help"),
        ("我可以去哪里", "own-help"),
        ("ncii", "image-abuse"),
        ("help me", "own-help"),
        ("j'ai été exploitée", "own-help"),
        ("fui víctima de trata", "own-help"),
        ("меня продали", "own-help"),
        ("أنا ضحية", "own-help"),
        ("我被拐卖", "own-help"),
        ("hotline", "helpline"),
        ("numéro vert", "helpline"),
        ("línea de ayuda", "helpline"),
        ("горячая линия", "helpline"),
        ("الخط الساخن", "helpline"),
        ("热线", "helpline"),
        ("sextortion", "image-abuse"),
        ("sextorsión", "image-abuse"),
        ("remove my photo from internet", "image-removal"),
        ("borrar mis fotos de internet", "image-removal"),
    ],
)
def test_what_people_type_is_understood(every_row, text, slug):
    assert [each.slug for each in interpret(text, every_row).meanings] == [slug]


@pytest.mark.parametrize(
    "text",
    ["internet", "smartphone", "data on victims", "Free the Slaves", "trafficking", "no victims"],
)
def test_words_that_only_look_like_a_limit_are_words(every_row, text):
    assert interpret(text, every_row).meanings == ()
