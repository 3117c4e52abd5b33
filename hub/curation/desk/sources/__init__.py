"""The kinds of task about what stands below this room, each with its source."""

from hub.curation.desk.sources import finder_kinds, record_kinds, waiting_kinds
from hub.curation.desk.task_kinds import register_task_kinds


def register_kinds() -> None:
    register_task_kinds(*waiting_kinds.KINDS, *record_kinds.KINDS, *finder_kinds.KINDS)


__all__ = ["register_kinds"]
