"""The language of a file's texts."""

import pytest

from hub.imports.map.text_language import detect_language


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
        ("Alpha", ""),
        ("", ""),
    ],
)
def test_the_language_is_told_by_script_and_small_words(text, language):
    assert detect_language([text]) == language


def test_names_in_latin_letters_do_not_hide_the_script():
    assert detect_language(["Инструмент Tella для помощи пострадавшим от торговли людьми"]) == "ru"
