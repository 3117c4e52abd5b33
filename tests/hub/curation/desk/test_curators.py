"""Who can work on a task, found without multiplying permissions by each other."""

import json

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection

from hub.curation.desk.curators import curators, curators_for

pytestmark = pytest.mark.django_db


@pytest.mark.both_databases
def test_each_is_named_once_however_often_it_is_permitted(task, colleague, make_person):
    colleague.groups.set(Group.objects.all())
    colleague.user_permissions.set(Permission.objects.filter(content_type__app_label="desk"))
    root = make_person(is_staff=True, is_superuser=True, email="root@example.org")
    make_person(is_staff=True, email="guest@example.org")
    assert set(curators()) == set(curators_for(task)) == {colleague, root}
    assert (len(curators()), len(curators_for(task))) == (2, 2)


def test_few_rows_are_read_for_whoever_has_many_permissions(task, colleague):
    if connection.vendor != "postgresql":
        pytest.skip("the plan is read as PostgreSQL tells it")
    colleague.groups.set(Group.objects.all())
    plan = json.loads(curators_for(task).explain(analyze=True, format="json"))
    assert _most_rows(plan[0]["Plan"]) < 5 * Permission.objects.count()


def _most_rows(node):
    here = node["Actual Rows"] * node["Actual Loops"]
    return max([here, *map(_most_rows, node.get("Plans", []))])
