"""Words by which a cell says that it holds no value, as opposed to a value of its field.

They are never facts: a cell of them is read as an empty one. In the languages of the headings.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from catalogue.models.organisation import matching_key

MAX_TITLE = 6  # characters of a name that may be none
MAX_LENGTH = 60  # characters of a cell that may say so
# In ``Import.words`` and ``Profile.words``: what a curator says means nothing, in every column.
MISSING = "missing"
KEEP = "keep"  # what is kept there for a word that is a value in this file

WORDS = (
    # English, and what programs write
    "n a", "na", "n k", "nk", "n d", "n av", "nav", "not applicable", "not available", "not known",
    "not specified", "not stated", "not given", "not provided", "not recorded", "not reported",
    "not indicated", "not disclosed", "not found", "not listed", "not mentioned", "not sure",
    "not yet known", "not determined", "not assessed", "not answered", "not defined", "not set",
    "not entered", "not filled", "not filled in", "unknown", "unkown", "unk", "unspecified",
    "undefined", "undetermined", "undisclosed", "unavailable", "unclear", "unassigned", "missing",
    "no data", "no information", "no info", "no answer", "no response", "no value", "no entry",
    "none", "none given", "none known", "none stated", "none provided", "none specified",
    "none listed", "none available", "none found", "none recorded", "nothing", "nil", "null", "nan",
    "nat", "blank", "empty", "tbc", "tbd", "tba", "t b c", "t b d", "t b a", "to be confirmed",
    "to be determined", "to be announced", "to be advised", "to be decided", "to be defined",
    "to be completed", "to be added", "to follow", "data missing", "data not available",
    "information not available", "info not available", "no website", "no web site", "no url",
    "no link", "no date", "undated", "0000 00 00", "dnk", "don t know",
    "do not know", "dont know", "idk", "dk",
    # French
    "s o", "n r", "nr", "n c", "nc", "nd", "sans objet", "non applicable", "non disponible",
    "non precise", "non precisee", "non renseigne", "non renseignee", "non communique",
    "non communiquee", "non specifie", "non specifiee", "non determine", "non determinee",
    "non connu", "non connue", "non indique", "non indiquee", "non defini", "inconnu", "inconnue",
    "indisponible", "indetermine", "indeterminee", "aucun", "aucune", "neant", "rien", "vide",
    "a confirmer", "a determiner", "a preciser", "a definir", "a completer", "a venir",
    "pas de donnees", "pas d information", "pas d informations", "aucune donnee",
    "aucune information", "sans reponse", "donnee manquante", "ne sait pas", "sans date",
    "date inconnue",
    # Spanish
    "s d", "sd", "no aplica", "no aplicable", "no corresponde", "no disponible", "no procede",
    "no especificado", "no especificada", "no indicado", "no indicada", "no conocido",
    "no conocida", "no consta", "no sabe", "no se sabe", "no definido", "desconocido",
    "desconocida", "se desconoce", "sin datos", "sin dato", "sin informacion", "sin especificar",
    "sin respuesta", "sin fecha", "s f", "ninguno", "ninguna", "nada", "vacio", "por confirmar",
    "por determinar", "por definir", "a confirmar", "a determinar", "ns nc",
    # Portuguese
    "nao aplicavel", "nao se aplica", "nao disponivel", "nao especificado", "nao especificada",
    "nao informado", "nao informada", "nao consta", "nao sabe", "nao conhecido", "desconhecido",
    "desconhecida", "indisponivel", "sem dados", "sem informacao", "sem resposta", "sem data",
    "nenhum", "nenhuma", "vazio", "a definir", "a ser confirmado", "a ser definido",
    # German
    "k a", "ka", "keine angabe", "keine angaben", "ohne angabe", "o a", "nicht zutreffend",
    "entfallt", "nicht anwendbar", "nicht verfugbar", "nicht bekannt", "nicht angegeben",
    "nicht vorhanden", "nicht bestimmt", "unbekannt", "unbestimmt", "keine", "keiner", "keines",
    "kein", "nichts", "leer", "fehlt", "noch offen", "wird noch bestatigt", "n v", "n n",
    "noch nicht bekannt", "keine daten", "keine information", "keine informationen", "ohne datum",
    "o j", "o d", "ohne jahr",
    # Russian
    "н д", "нд", "н п", "нет", "нет данных", "нет информации", "нет сведений", "не применимо",
    "неприменимо", "не указано", "не указан", "не указана", "не известно", "неизвестно",
    "неизвестен", "неизвестна", "не определено", "не определен", "не определена", "не доступно",
    "недоступно", "не задано", "отсутствует", "пусто", "уточняется", "будет уточнено",
    "подлежит уточнению", "без ответа", "без даты",
    "б д", "б г", "без года", "не знаю",
    # Arabic
    "لا ينطبق", "غير منطبق", "غير متوفر", "غير متوفرة", "غير متاح", "غير متاحة", "غير معروف",
    "غير معروفة", "غير محدد", "غير محددة", "غير مذكور", "غير مذكورة", "مجهول", "لا يوجد",
    "لا توجد", "لا شيء", "لا توجد بيانات", "لا توجد معلومات", "لا معلومات", "بلا", "بدون",
    "فارغ", "يحدد لاحقا", "سيحدد لاحقا", "قيد التاكيد", "لا اعرف", "غ م",
    "بدون تاريخ", "بلا تاريخ", "د ت",
    # Chinese
    "不适用", "不適用", "无", "無", "没有", "沒有", "未知", "不详", "不詳", "不明", "不知道",
    "暂无", "暫無", "无数据", "無數據", "暂无数据", "无资料", "未提供", "未指定", "未说明", "未填",
    "未填写", "未定", "待定", "待确认", "待確認", "待补充", "空", "空白", "无信息", "暂缺",
    "不确定", "无日期", "日期不详", "年份不详",
)  # fmt: skip
# Words that say nothing, or no, and are codes of a country or a language as well.
CODES = frozenset({"na", "no", "nd", "nc", "nr", "ka", "sd", "so", "ns", "nk", "dk"})


PARTS = re.compile(r"\s[-\u2013\u2014]\s|[()\[\]{};,|:\u2013\u2014]")


def is_missing(text: str) -> bool:
    """Whether a cell, or a value in it, holds no value: "N/A", "-", "unknown", "(none given)"."""
    if len(text) > MAX_LENGTH:
        return False
    if _has_no_value(text):
        return True
    parts = [part for part in PARTS.split(text) if part.strip()]
    if len(parts) > 1:
        return all(map(is_missing, parts))
    parts = text.split("/")
    return len(parts) > 1 and all(map(_has_no_value, parts))


def is_missing_title(text: str) -> bool:
    """Of a name only what can be none: a tool may be called "Nada", and none is called "N/A"."""
    if len(text) > MAX_TITLE:
        return not text.strip()
    return matching_key(text) in ("", "n a") and is_missing(text)


def is_missing_code(text: str) -> bool:
    """Whether the text may say nothing or no, or be the code of a country or language."""
    return len(text) < 5 and text.strip().lower() in CODES


@lru_cache(maxsize=1)
def _keys() -> frozenset[str]:
    return frozenset(matching_key(word) for word in WORDS)


@lru_cache(maxsize=4096)
def _has_no_value(text: str) -> bool:
    key = matching_key(text).replace("_", " ").strip()
    if key:
        return key in _keys()
    return all(mark.isspace() or unicodedata.category(mark)[0] == "P" for mark in text)
