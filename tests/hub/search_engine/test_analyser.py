import pytest

from hub.search_engine.analyser import fold, stem, tokenize


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Sécurité", "securite"),
        ("Ｆｕｌｌ", "full"),
        ("ёлка", "елка"),
        ("الضَّحَايَا", "الضحايا"),
        ("إنترنت", "انترنت"),
        ("ضحية", "ضحيه"),
        ("على", "علي"),
        ("کتاب", "كتاب"),
        ("Łódź", "lodz"),
        ("Đà Nẵng", "da nang"),
        ("Tromsø", "tromso"),
        ("Æther", "aether"),
        ("œuvre", "oeuvre"),
        ("Þór", "thor"),
        ("Seyðisfjörður", "seydisfjordur"),
        ("Ħamrun", "hamrun"),
        ("Straße", "strasse"),
        ("I.O.M", "iom"),
    ],
)
def test_folding(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "trafficking", "trafficked"),
        ("fr", "victimes", "victime"),
        ("fr", "exploitées", "exploitee"),
        ("es", "víctimas", "victima"),
        ("es", "explotación", "explotaciones"),
        ("ru", "жертвам", "жертвы"),
        ("ru", "торговля", "торговлей"),
        ("ar", "والضحايا", "للضحايا"),
        ("ar", "الضَّحَايَا", "ضحايا"),
        ("ar", "بالأطفال", "الاطفال"),
    ],
)
def test_inflected_forms_share_a_stem(language: str, one: str, other: str) -> None:
    assert set(stem(one, language)) & set(stem(other))


def test_stems_of_two_languages_never_meet() -> None:
    assert not set(stem("national", "fr")) & set(stem("national", "en"))


def test_a_russian_name_in_an_english_text_is_stemmed_as_russian() -> None:
    assert stem("жертвам", "en") == stem("жертвам", "ru")


def test_a_language_without_a_stemmer_keeps_its_words_whole() -> None:
    assert stem("pessoas", "pt") == ()


def test_chinese_is_cut_into_pairs_and_its_last_letter() -> None:
    assert tokenize("受害者 app") == ["受害", "害者", "者", "app"]


def test_marks_do_not_cut_words() -> None:
    assert tokenize("मानव तस्करी") == ["मानव", "तस्करी"]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("The I.O.M. and the U.S.", ["the", "iom", "and", "the", "us"]),
        ("Der O.S.C.E.-Bericht für die O.N.U.", ["der", "osce", "bericht", "fur", "die", "onu"]),
        ("О.О.Н.", ["оон"]),
        (
            "Plan A. Be safe at 2.b or 1.5",
            ["plan", "a", "be", "safe", "at", "2", "b", "or", "1", "5"],
        ),
        ("see example.org.", ["see", "example", "org"]),
    ],
)
def test_letters_with_points_are_one_word(text, tokens) -> None:
    assert [fold(token) for token in tokenize(text)] == tokens


def test_underscores_hyphens_and_apostrophes_do() -> None:
    assert tokenize("case_work e-learning l’exploitation") == [
        "case", "work", "e", "learning", "l", "exploitation",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["\x00", "%_", "\ud800", "\u0301", "🙂", "", "\u202e"])
def test_what_holds_no_word_gives_no_token(text: str) -> None:
    assert [fold(word) for word in tokenize(text) if fold(word)] == []
