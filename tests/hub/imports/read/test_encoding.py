"""Encodings are guessed well, and said to be certain only where they are."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.imports.read.encoding import detect_encoding
from hub.imports.read.format_detection import detect_format
from hub.imports.read.limits import FileRefused

TEXTS = {
    "german": "Name;Ort\nSchutzräume für Mädchen;Köln\nÜberlebende stärken;Münster\n",
    "spanish": "nombre,descripción\nLínea,Aplicación para víctimas de explotación y niños\n",
    "polish": "nazwa;opis\nŻółta linia;Pomoc dla osób pokrzywdzonych handlem ludźmi w Polsce\n",
    "turkish": "ad;açıklama\nUmut Işığı;İnsan ticareti mağdurları için güvenli sığınak\n",
    "russian": "Название;Описание\nНадежда;Организация помогает людям\n",
    "ukrainian": "назва;опис\nДовіра;Допомога людям, які постраждали від торгівлі людьми\n",
    "greek": "όνομα;περιγραφή\nΕλπίδα;Βοήθεια για θύματα εμπορίας ανθρώπων\n",
    "arabic": "الاسم;الوصف\nمركز الأمل;يقدم المركز المأوى والمساعدة القانونية للضحايا\n",
    "chinese": "名称,说明\n希望中心,为被拐卖的受害者提供庇护和法律援助，并与警方合作\n",
    "traditional": "名稱,說明\n希望中心,為被拐賣的受害者提供庇護和法律援助\n",
    "japanese": "名前,説明\n希望センター,人身取引の被害者を支援し、警察と協力する団体です\n",
    "korean": "이름,설명\n희망 센터,인신매매 피해자를 지원하고 경찰과 협력하는 단체입니다\n",
}
WRITTEN = [
    *(("german", name) for name in ("cp1252", "cp850", "mac_roman")),
    ("spanish", "cp1252"),
    *(("polish", name) for name in ("cp1250", "iso8859_2")),
    ("turkish", "cp1254"),
    *(("russian", name) for name in ("cp1251", "koi8_r", "cp866", "iso8859_5")),
    ("ukrainian", "cp1251"),
    ("greek", "cp1253"),
    *(("arabic", name) for name in ("cp1256", "iso8859_6")),
    ("chinese", "gb18030"),
    ("traditional", "big5"),
    *(("japanese", name) for name in ("shift_jis", "euc_jp")),
    ("korean", "euc_kr"),
]


@pytest.mark.parametrize(("language", "encoding"), WRITTEN)
def test_what_is_said_to_be_certain_is_right_and_else_it_is_among_the_candidates(
    written, language, encoding
):
    text = TEXTS[language]
    content = text.encode(encoding)
    found = detect_encoding(written(content))
    reads = [content.decode(name, "replace") == text for name in (found.name, *found.candidates)]
    assert reads[0] if found.certain else any(reads)


@given(st.binary(min_size=1, max_size=400))
@settings(max_examples=100, deadline=None)
def test_any_bytes_are_a_kind_of_file_or_are_refused(content):
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        try:
            found = detect_format(Path(file.name))
        except FileRefused:
            return
    content.decode(found.encoding, "ignore")
    assert found.format in ("csv", "json", "jsonl")
