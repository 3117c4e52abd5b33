"""Lines of the change log about the records of the catalogue."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.facets import MISUSE_LIST, PRACTICE_LIST, TOOL_LIST
from catalogue.models import Deployment, MisusePattern, Organisation, Tool
from hub.core.models import Change
from hub.core.showing import NewsLine

SENTENCES = {
    Change.What.PUBLISHED: gettext_lazy("Added to the catalogue."),
    Change.What.UPDATED: gettext_lazy("Changed."),
    Change.What.SAFETY: gettext_lazy("Its safeguards, risks or cautions changed."),
    Change.What.ENDED: gettext_lazy("It is no longer in use."),
    Change.What.WITHDRAWN: gettext_lazy("It was taken off this site."),
    Change.What.MOVED: gettext_lazy("Its date or place changed."),
    Change.What.CANCELLED: gettext_lazy("It was called off."),
    Change.What.RECORDED: gettext_lazy("Recorded here."),
    Change.What.FOLLOW_UP: gettext_lazy("Something was learned of what became of it."),
}
GRAVE = {Change.What.SAFETY, Change.What.ENDED, Change.What.CANCELLED}


def news_line(change: Change) -> NewsLine:
    what = Change.What(change.what)
    sentence = str(SENTENCES[what])
    facts = [label for name in change.facts if (label := fact_label(name))]
    if what == Change.What.UPDATED and facts:
        sentence = _("Changed: %(facts)s.") % {"facts": ", ".join(facts)}
    return NewsLine(
        when=change.at.date().isoformat(),
        sentence=sentence,
        name=change.title,
        url="" if what == Change.What.WITHDRAWN else change.get_absolute_url(),
        kind=str(what.label),
        grave=what in GRAVE,
    )


def fact_label(name: str) -> str:
    """The words for a field or a scheme of any kind of record; empty for what has none."""
    for facet in (*TOOL_LIST, *PRACTICE_LIST, *MISUSE_LIST):
        if name in (facet.name, *facet.schemes):
            return str(facet.label)
    for model in (Tool, Organisation, Deployment, MisusePattern):
        for field in model._meta.get_fields():
            if name in (field.name, getattr(field, "attname", "")):
                return str(getattr(field, "verbose_name", ""))
    words = {
        "citations": _("sources"),
        "organisations": _("organisations"),
        "answers": _("tools that answer it"),
    }
    return words.get(name, "")
