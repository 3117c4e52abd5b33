"""The kinds of work that are registered: what each shows, and who may see it."""

from dataclasses import replace

import pytest
from django.contrib.auth.models import Permission

from hub.curation.desk.task_kinds import register_task_kinds, task_kinds

WAITING = {
    "suggestion", "import", "import-conflict", "answer", "question",
    "question-answer", "mail", "disputed", "in-review", "review",
    "document-texts", "missing-facts", "label", "deciding-fact",
}  # fmt: skip


def test_everything_that_waits_for_curators_has_a_kind():
    assert task_kinds.keys() >= WAITING


@pytest.mark.django_db
def test_each_kind_has_a_name_a_next_step_and_a_permission_that_there_is():
    permissions = {
        f"{each.content_type.app_label}.{each.codename}"
        for each in Permission.objects.select_related("content_type")
    }
    for name, kind in task_kinds.items():
        assert str(kind.label), name
        assert str(kind.step_label), name
        assert kind.permission in permissions, name


def test_what_nobody_may_close_is_followed_by_its_source():
    for name, kind in task_kinds.items():
        assert kind.is_dismissable or kind.open_tasks is not None, name


def test_a_second_source_under_one_name_is_refused(source):
    kind = task_kinds["sample"]
    with pytest.raises(ValueError, match="'sample' has another source already"):
        register_task_kinds(replace(kind, open_tasks=list))
    register_task_kinds(replace(kind, step_label="Elsewhere"))
    assert task_kinds["sample"].step_label == "Elsewhere"
