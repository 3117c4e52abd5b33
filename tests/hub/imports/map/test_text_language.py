"""The language of a file's texts."""

import pytest

from hub.imports.map.text_language import WORDS, detect_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("A tool for the police and the survivors of trafficking.", "en"),
        ("Un outil pour les victimes de la traite et les associations qui aident.", "fr"),
        ("Una herramienta para las víctimas de la trata y los equipos que ayudan.", "es"),
        ("Uma ferramenta para as vítimas do tráfico e os serviços que ajudam.", "pt"),
        ("Ein Werkzeug für die Polizei und den Schutz der Opfer.", "de"),
        ("Uno strumento per le vittime e gli operatori che aiutano.", "it"),
        ("Инструмент для помощи пострадавшим", "ru"),
        ("Інструмент для допомоги постраждалим", "uk"),
        ("أداة لمساعدة ضحايا الاتجار بالأشخاص", "ar"),
        ("ابزاری برای کمک به قربانیان قاچاق انسان، گزارش", "fa"),
        ("帮助人口贩运受害者的工具", "zh"),
        ("人身取引の被害者を支援するツール", "ja"),
        ("Lutte contre la traite. Lutte contre la traite.", "fr"),
        ("Lucha contra la trata en el Ecuador", "es"),
        ("Instrument pentru victime din care este o aplicație", "ro"),
        ("Een hulpmiddel voor het werk tegen mensenhandel", "nl"),
        ("Alpha", ""),
        ("", ""),
    ],
)
def test_the_language_is_told_by_script_and_small_words(text, language):
    assert detect_language([text]) == language


def test_names_in_latin_letters_do_not_hide_the_script():
    assert detect_language(["Инструмент Tella для помощи пострадавшим от торговли людьми"]) == "ru"


# Words that languages beside one another have alike; who adds a language looks whether it has them.
ALIKE = {
    "la": {"fr", "es", "it", "ro"}, "de": {"fr", "es", "pt", "ro", "nl"}, "en": {"fr", "es", "nl"},
    "con": {"es", "it"}, "una": {"es", "it"}, "para": {"es", "pt"}, "que": {"fr", "es", "pt"},
    "des": {"fr", "de"}, "e": {"pt", "it"}, "da": {"pt", "it"}, "di": {"it", "id"},
}  # fmt: skip


@pytest.mark.parametrize("word", sorted(ALIKE))
def test_a_word_of_several_languages_counts_for_each_of_them(word):
    having = {language for language, words in WORDS.items() if word in words}
    assert having == ALIKE[word]
