"""On whose pages answered questions stand, and what stands on theirs."""

from hub.curation.questions.fields import SUBJECTS
from hub.records.models.page_change import Showing

SHOWN = (
    Showing("question", tuple(SUBJECTS)),
    *(Showing(kind, ("questions",)) for kind in SUBJECTS),
)
