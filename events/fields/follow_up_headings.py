"""What columns of follow-up are called in files of others, as in ``catalogue.fields.headings``."""

from catalogue.fields import headings

REF_OF_ACTION = (
    *headings.REF, "recommendation", "recommendation ref", "action", "action ref", "sub action",
    "commitment", "recommandation", "mesure",
    "recomendacion", "accion", "medida", "recomendacao", "acao",
    "empfehlung", "massnahme", "рекомендация", "мера", "التوصية", "الاجراء", "建议", "行动",
)  # fmt: skip
STATES = (
    "state", "states", "member state", "state party", "participating state", "country or territory",
    "addressee", "addressed country", "etat", "etat membre", "etat partie", "estado",
    "estado miembro", "estado parte", "estado membro", "staat", "mitgliedstaat", "vertragsstaat",
    "государство", "государство участник", "государство член", "الدولة العضو", "الدولة الطرف",
    "会员国", "缔约国",
)  # fmt: skip
ACTOR = (
    "actor", "other actor", "who", "by whom", "acteur", "autre acteur", "qui", "actor", "quien",
    "otro actor", "ator", "akteur", "wer", "субъект", "кто", "الجهة الفاعلة", "行为体", "谁",
)  # fmt: skip
FOLLOW_UP_STATUS = (
    *headings.STATUS, "status of the follow up", "follow up", "follow up status", "progress",
    "implementation", "implementation status", "status of implementation", "suivi",
    "level of implementation", "progres", "mise en oeuvre", "etat de mise en oeuvre",
    "seguimiento", "progreso", "avance", "aplicacion", "acompanhamento", "umsetzung",
    "stand der umsetzung", "выполнение", "прогресс", "ход выполнения", "المتابعة", "التنفيذ",
    "حالة التنفيذ", "进展", "落实情况", "执行情况",
)  # fmt: skip
EVIDENCE = (
    "evidence", "what was done", "measure", "measures", "measures taken", "action taken", "details",
    "preuve", "preuves", "elements", "mesures prises", "evidencia", "pruebas", "medidas adoptadas",
    "evidencias", "medidas tomadas", "beleg", "belege", "nachweis", "massnahmen", "доказательства",
    "принятые меры", "подтверждение", "الادلة", "الدليل", "التدابير المتخذة", "证据", "采取的措施",
)  # fmt: skip
SAID_BY = (
    "who says it", "said by", "reported by", "according to", "qui le dit", "selon", "rapporte par",
    "quien lo dice", "segun", "informado por", "quem diz", "wer sagt es", "laut", "gemeldet von",
    "кто сообщает", "по данным", "من يقول ذلك", "وفقا ل", "谁说的", "报告者",
)  # fmt: skip
ANSWER = (
    "answer", "response", "management response", "position", "accepted", "reponse", "respuesta",
    "resposta", "antwort", "ответ", "позиция", "الرد", "الجواب", "答复", "回应",
)  # fmt: skip
ANSWER_TEXT = (
    "what was said in our words", "what was said", "response text", "answer text", "explanation",
    "reason", "justification", "explication", "explicacion", "explicacao", "begrundung",
    *headings.TEXT, *headings.NOTES,
)  # fmt: skip
ENTRY_DATE = (
    "date", "as of", "date of entry", "reported on", "au", "fecha", "data", "datum", "stand vom",
    "дата", "التاريخ", "日期",
)  # fmt: skip
SOURCE_TITLE = (
    "title of the source", "source title", "source", "sources", "reference", "titre de la source",
    "titulo de la fuente", "quelle", "fuente", "fonte", "источник", "المصدر", "来源",
)  # fmt: skip
SOURCE_URL = (
    "address of the source", "source url", "source address", "source link",
    "adresse de la source", "direccion de la fuente", *headings.URL,
)  # fmt: skip
ROUND = (
    "reporting round", "round", "reporting cycle", "cycle", "report", "cycle de rapports", "ronda",
    "ciclo", "rodada", "berichtsrunde", "runde", "раунд", "цикл отчетности", "الجولة", "轮次",
)  # fmt: skip
