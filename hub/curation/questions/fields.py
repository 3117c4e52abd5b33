"""The fields of a question that was answered."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from catalogue.fields import headings
from catalogue.fields.shared import CITATIONS, SLUG, VERIFICATION
from hub.records.fields import (
    FacetDeclaration,
    ImportColumn,
    IndexRole,
    Label,
    Placement,
    RecordField,
    RecordType,
    Storage,
    scheme_field,
)

# What a question can be about: kinds of record, each a key of the question's table, and what a row
# of a file calls it. A question about none of them is about a situation.
SUBJECTS: dict[str, Label] = {
    "tool": _("Tool"),
    "organisation": _("Organisation"),
    "deployment": _("Practice note"),
    "misuse": _("Misuse pattern"),
    "helpline": _("Helpline"),
    "event": _("Event"),
    "recommendation": _("Recommendation"),
    "document": _("Document"),
}
SITUATION = "situation"
ROLES: dict[str, Label] = {
    "maker": _("Its maker"),
    "practitioner": _("A practitioner"),
    "curator": _("A curator of this site"),
    "researcher": _("A researcher"),
    "other": _("Somebody else"),
}


def subject_fields() -> tuple[RecordField, ...]:
    return tuple(
        RecordField(
            f"{kind}_id",
            news_label=label,
            of_record=True,
            imports=(ImportColumn(f"about_{kind}", label, (f"about {kind}",), "key", limit=400),),
        )
        for kind, label in SUBJECTS.items()
    )


QUESTION = RecordType(
    kind="question",
    model_label="questions.answeredquestion",
    kind_words=(
        "question questions answer answers réponse réponses pregunta preguntas respuesta "
        "respuestas вопрос вопросы ответ ответы سؤال أسئلة 问题"
    ),
    has_maker=False,
    fields=(
        SLUG,
        RecordField(
            "title",
            index=IndexRole.TITLE,
            imports=(
                ImportColumn("title", _("Question"), ("question",), required=True, limit=300),
            ),
            translatable=True,
        ),
        RecordField(
            "details",
            index=IndexRole.TEXT,
            imports=(
                ImportColumn(
                    "details", _("Details"), ("details", "context"), free_text=True, limit=4000
                ),
            ),
            translatable=True,
        ),
        *subject_fields(),
        RecordField(
            "about",
            Storage.DERIVED,
            facet=FacetDeclaration(
                _("About"),
                10,
                choices={SITUATION: _("Situation"), **SUBJECTS},
            ),
        ),
        scheme_field(
            "context",
            "contexts",
            _("Contexts"),
            headings.CONTEXT,
            facet=FacetDeclaration(_("Situation"), 20),
            form=Placement("about", 10),
        ),
        RecordField(
            "answers",
            Storage.LINKS,
            index=IndexRole.TEXT,
            indexed_part="text",
            news_label=_("answers"),
            of_record=True,
            translatable=True,
            imports=(
                ImportColumn("answers", _("Answers"), ("answers", "answer"), "objects", many=True),
            ),
        ),
        RecordField(
            "answered_by",
            Storage.DERIVED,
            facet=FacetDeclaration(_("Who answered"), 30, choices=ROLES),
        ),
        VERIFICATION,
        CITATIONS,
    ),
    changes=("published", "updated", "withdrawn"),
    search_order=25,
)
