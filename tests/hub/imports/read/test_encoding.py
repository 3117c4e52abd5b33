"""Encodings are guessed well, and said to be certain only where they are."""

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.imports.read.encoding import detect_encoding, rank_encodings
from hub.imports.read.encoding_evidence import has_stray_letters
from hub.imports.read.format_detection import detect_format
from hub.imports.read.limits import FileRefused
from hub.imports.read.source_file import SourceFile

TEXTS = {
    "german": "Name;Ort\nSchutzräume für Mädchen;Köln\nÜberlebende stärken;Münster\n",
    "spanish": "nombre,descripción\nLínea,Aplicación para víctimas de explotación y niños\n",
    "french": "nom;description\nLigne d’écoute « Espérance »;Un œil sur les réseaux, même à "
    "l’étranger, où être protégé\n",
    "short french": "Nom;Pays\nFenêtre;Côte d'Ivoire\n",
    "english with names": "name;city\nSão Paulo Centre;Bogotá\nZoë's Place;Malmö\n",
    "czech": "název;popis\nLa Strada;Pomoc obětem obchodu s lidmi, které žijí v České republice\n",
    "hebrew": "שם;תיאור\nתקווה;ארגון המסייע לנפגעי סחר בבני אדם\n",
    "polish": "nazwa;opis\nŻółta linia;Pomoc dla osób pokrzywdzonych handlem ludźmi w Polsce\n",
    "turkish": "ad;açıklama\nUmut Işığı;İnsan ticareti mağdurları için güvenli sığınak\n",
    "russian": "Название;Описание\nНадежда;Организация помогает людям\n",
    "ukrainian": "назва;опис\nДовіра;Допомога людям, які постраждали від торгівлі людьми\n",
    "greek": "όνομα;περιγραφή\nΕλπίδα;Βοήθεια για θύματα εμπορίας ανθρώπων\n",
    "arabic": "الاسم;الوصف\nمركز الأمل;يقدم المركز المأوى والمساعدة القانونية للضحايا\n",
    "chinese": "名称,说明\n希望中心,为被拐卖的受害者提供庇护和法律援助，并与警方合作\n",
    "traditional": "名稱,說明\n希望中心,為被拐賣的受害者提供庇護和法律援助\n",
    "lithuanian": "pavadinimas;aprašymas\nViltis;Pagalba prekybos žmonėmis aukoms ir jų šeimoms\n",
    "latvian": "nosaukums;apraksts\nCerība;Palīdzība cilvēku tirdzniecības upuriem un ģimenēm\n",
    "estonian": "nimi;kirjeldus\nLootus;Abi inimkaubanduse ohvritele ja õigusabi üle kogu riigi\n",
    "hungarian": "név;leírás\nRemény;Segítség az emberkereskedelem áldozatainak, őket támogatja\n",
    "thai": "ชื่อ;คำอธิบาย\nความหวัง;องค์กรที่ช่วยเหลือผู้เสียหายจากการค้ามนุษย์\n",
    "japanese": "名前,説明\n希望センター,人身取引の被害者を支援し、警察と協力する団体です\n",
    "korean": "이름,설명\n희망 센터,인신매매 피해자를 지원하고 경찰과 협력하는 단체입니다\n",
}
WRITTEN = {
    "german": "cp1252 cp850 cp437 cp852 mac_roman",
    "spanish": "cp1252 cp850 cp437 mac_roman",
    "french": "cp1252 mac_roman utf-16 utf-16-le",
    "short french": "cp1252 mac_roman cp850 cp437",
    "english with names": "cp1252 mac_roman cp850",
    "czech": "cp1250 iso8859_2 cp852 mac_latin2",
    "polish": "cp1250 iso8859_2 cp852 mac_latin2",
    "hungarian": "cp1250 iso8859_2 cp852 mac_latin2",
    "lithuanian": "cp1257 iso8859_13 cp775",
    "latvian": "cp1257 iso8859_13 cp775",
    "estonian": "cp1257 cp1252 iso8859_13 iso8859_15 cp775",
    "hebrew": "cp1255 iso8859_8 cp862",
    "turkish": "cp1254 iso8859_9 cp857",
    "russian": "cp1251 koi8_r cp866 iso8859_5 mac_cyrillic",
    "ukrainian": "cp1251 koi8_u mac_cyrillic",
    "greek": "cp1253 iso8859_7 cp737",
    "arabic": "cp1256 iso8859_6 cp720",
    "thai": "cp874",
    "chinese": "gb18030 utf-16",
    "traditional": "big5",
    "japanese": "shift_jis euc_jp",
    "korean": "euc_kr",
}
PAIRS = [(language, name) for language, names in WRITTEN.items() for name in names.split()]


def source_file(path):
    return SourceFile(os.open(path, os.O_RDONLY))


@pytest.mark.parametrize(("language", "encoding"), PAIRS)
def test_the_likeliest_encoding_reads_the_letters_as_they_were_written(written, language, encoding):
    text = TEXTS[language]
    content = text.encode(encoding)
    found = detect_encoding(source_file(written(content)))
    assert content.decode(found.name, "replace") == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [("name;country\nEspaña segura;Spain\n", "cp1252"), ("name;city\nHelp;Kraków\n", "cp1252"),
     ("name;price\nHelp;5 €\n", "cp1252")],
)  # fmt: skip
def test_of_encodings_that_read_alike_the_commonest_is_taken(written, text, encoding):
    assert detect_encoding(source_file(written(text.encode(encoding)))).name == encoding


def test_a_lone_letter_that_two_languages_have_is_not_certain(written):
    found = detect_encoding(source_file(written("name\nEspaña\n".encode("cp1252"))))
    assert not found.certain
    assert found.candidates[:2] == ("cp1252", "cp1250")


@pytest.mark.parametrize(
    "text",
    [
        "Nom;Description\nÉcole;« À quoi ça sert », une œuvre d’aide à l’écoute\n",
        "Name;Description\nOutil;« Écoute » : œuvre d’aide à qui ça sert, à quoi ça sert\n",
        "Nom;Description\nOutil;À quoi ça sert : « l’École » et le cœur de l’Équipe, À lire\n",
    ],
)
def test_a_reading_that_mixes_scripts_is_no_rival_of_plain_french(written, text):
    found = detect_encoding(source_file(written(text.encode("cp1252"))))
    assert (found.name, found.certain) == ("cp1252", True)


@pytest.mark.parametrize(
    ("text", "is_stray"),
    [
        ("ہ quoi ça sert", True),
        ("ةcole", True),
        ("la dйcision", True),
        ("Организация IOM в России", False),
        ("À quoi ça sert", False),
        ("مركز الأمل و IOM", False),
        ("LINEで相談", False),
    ],
)
def test_letters_of_another_script_are_stray_within_and_beside_latin_words(text, is_stray):
    assert has_stray_letters(text) is is_stray


# Words with letters of their own, as tables of the languages have them.
WORDS = {
    ("fr", "cp1252"): "être à réseau même détection français où accès très étrangère août cœur",
    ("fr", "mac_roman"): "être à réseau même détection français où accès très étrangère août cœur",
    ("es", "cp1252"): "niños información línea también víctimas español educación árbol ningún",
    ("es", "mac_roman"): "niños información línea también víctimas español educación árbol ningún",
    ("pl", "cp1250"): "się również osób języka pomoc ludźmi żyją miejscowość dzień świadczeń",
    ("pl", "iso8859_2"): "się również osób języka ludźmi żyją miejscowość dzień świadczeń",
    ("cs", "cp1250"): "že které oběti příběh země jazyků žijí České naděje úřad měsíců",
    ("ru", "cp1251"): "для жертв торговли людьми помощь организация на русском языке в России",
    ("ru", "koi8_r"): "для жертв торговли людьми помощь организация на русском языке в России",
    ("ar", "cp1256"): "مركز المساعدة القانونية للضحايا في البلد من منظمة على الاتجار",
    ("zh", "gb18030"): "为受害者提供 法律援助 与警方合作 保护儿童 打击人口贩运 劳动者权利 中国网站",
}


@given(st.data(), st.sampled_from(sorted(WORDS)))
@settings(max_examples=150, deadline=None)
def test_words_of_a_language_are_read_in_its_encoding_in_any_order(data, written_in):
    _language, encoding = written_in
    words = WORDS[written_in].split()
    some = data.draw(st.lists(st.sampled_from(words), min_size=4, max_size=12, unique=True))
    text = "\n".join((" ".join(some[:2]), " ".join(some[2:]).capitalize()))
    (best, *_others) = rank_encodings(text.encode(encoding))
    assert best.text == text


@given(st.binary(min_size=1, max_size=300))
@settings(max_examples=100, deadline=None)
def test_readings_are_told_apart_and_ordered_whatever_the_bytes(content):
    readings = rank_encodings(content)
    assert len({reading.text for reading in readings}) == len(readings)
    ratings = [reading.rating for reading in readings]
    assert ratings == sorted(ratings, reverse=True)
    assert all(-3.0 <= rating <= 1.4 for rating in ratings)


@given(st.binary(min_size=1, max_size=400))
@settings(max_examples=100, deadline=None)
def test_any_bytes_are_a_kind_of_file_or_are_refused(content):
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        try:
            found = detect_format(source_file(Path(file.name)))
        except FileRefused:
            return
    content.decode(found.encoding, "ignore")
    assert found.format in ("csv", "json", "jsonl")
