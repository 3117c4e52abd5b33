"""The exercises of the course are there, once, and only where people practise."""

import pytest
from django.core.management import CommandError, call_command

from hub.accounts.models import Person
from hub.curation.desk.models import Task
from hub.curation.exercises import exercises
from hub.records.models import Revision

pytestmark = pytest.mark.django_db
PASSWORD = "practice-1234"


@pytest.fixture
def practice(settings, tmp_path):
    settings.SANDBOX, settings.VAR_DIR = True, tmp_path
    return settings


def test_three_people_can_sign_in_with_one_password():
    assert exercises.load(PASSWORD)
    people = Person.objects.order_by("pk")
    assert [(person.name, person.groups.get().name) for person in people] == [
        ("Ada", "curator"), ("Grace", "curator"), ("Administrator", "administrator")
    ]  # fmt: skip
    assert all(person.check_password(PASSWORD) for person in people)


def test_what_readers_wrote_waits_on_the_desk_danger_first():
    exercises.load(PASSWORD)
    waiting = Task.objects.filter(kind="suggestion").order_by("rank", "pk")
    assert [task.record_kind for task in waiting] == ["tool", "tool", "tool"]
    assert waiting[0].rank < waiting[1].rank


def test_an_earlier_version_holds_what_must_be_taken_out():
    exercises.load(PASSWORD)
    (harbour,) = [each for each in exercises.Tool.objects.all() if "Harbour" in each.name]
    assert "Lantern Street" not in harbour.caution
    versions = Revision.objects.filter(kind="tool", record_id=harbour.pk).order_by("version")
    assert "Lantern Street" in versions[1].before["caution"]


def test_it_is_loaded_once():
    assert exercises.load(PASSWORD)
    tools = exercises.Tool.objects.count()
    assert not exercises.load(PASSWORD)
    assert exercises.Tool.objects.count() == tools


def test_a_site_that_is_in_use_takes_no_exercises():
    with pytest.raises(CommandError, match="no practice site"):
        call_command("load_exercises")
    assert not Person.objects.exists()


def test_the_password_stays_the_same_at_each_start(practice, capsys):
    call_command("load_exercises")
    first = capsys.readouterr().out
    call_command("load_exercises")
    assert capsys.readouterr().out == first
    assert "ada@course.example" in first
