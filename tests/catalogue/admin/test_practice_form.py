"""The forms of practice notes and misuse patterns."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue.models import Deployment, MisusePattern
from hub.records.models import FormerSlug, Revision, Source
from tests.plugins.merges import merge

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator(signed_in):
    return signed_in("curator")


def address(record):
    return f"/admin/catalogue/{record._meta.model_name}/{record.pk}/change/"


def errors(answer):
    return answer.context["adminform"].form.errors


def test_a_note_is_written_through_the_ledger(curator, change, make_deployment):
    note = make_deployment()
    answer = change(curator, address(note), worked="The kiosks.", why="Read it today.")
    assert answer.status_code == 302
    revision = Revision.objects.get(kind="deployment", version=2)
    assert (revision.changed, revision.reason) == (["worked"], "Read it today.")


def test_opening_and_sending_a_note_changes_nothing(curator, change, make_deployment):
    first = make_deployment(terms=("context/at-sea",), again="yes", known_none=["incidents"])
    note = make_deployment(adapted_from=first, started="2021-05", cites=("",))
    for record in (first, note):
        assert change(curator, address(record)).status_code == 302
    assert not Revision.objects.filter(kind="deployment", version=2).exists()


def test_an_address_in_a_note_is_told_at_its_field(curator, change, make_deployment):
    note = make_deployment()
    answer = change(curator, address(note), site="The house at 12 Baker Street")
    assert "never where exactly" in errors(answer)["site"][0]


def test_a_fact_is_known_to_be_none_by_its_box(curator, change, make_deployment):
    note = make_deployment()
    change(curator, address(note), none_incidents="on")
    assert Deployment.objects.get().known_none == ["incidents"]


def test_a_value_beside_known_none_is_refused(curator, change, make_deployment):
    note = make_deployment()
    answer = change(curator, address(note), none_incidents="on", incidents="A list was lost.")
    assert "incidents" in errors(answer)


def test_a_circle_of_adaptations_is_told_at_its_field(curator, change, make_deployment):
    first = make_deployment()
    second = make_deployment(adapted_from=first)
    answer = change(curator, address(first), adapted_from=str(second.pk))
    assert "adapted_from" in errors(answer)


def test_two_people_at_one_note_see_each_other(curator, fields_of, make_deployment):
    note = make_deployment()
    fields = fields_of(curator.get(address(note)))
    curator.post(address(note), fields | {"worked": "Mine."})
    answer = curator.post(address(note), fields | {"failed": "Theirs."})
    assert answer.status_code == 200
    assert answer.context["conflict"]
    assert Deployment.objects.get().worked == "Mine."


def test_a_renamed_note_keeps_its_old_address(curator, change, make_deployment):
    note = make_deployment(slug="old")
    change(curator, address(note), slug="new")
    assert FormerSlug.objects.get(kind="deployment", slug="old").record_id == note.pk


def test_a_note_is_published_by_its_verb(curator, make_deployment):
    note = make_deployment(state="draft")
    curator.post(f"/admin/catalogue/deployment/{note.pk}/do/publish/", {"seen_version": "1"})
    note.refresh_from_db()
    assert note.state == "published"


def test_a_new_note_is_a_draft(curator, fields_of, make_tool):
    path = "/admin/catalogue/deployment/add/"
    fields = fields_of(curator.get(path)) | {
        "title": "New",
        "slug": "new",
        "summary": "It was used.",
        "tool": str(make_tool().pk),
    }
    assert curator.post(path, fields).status_code == 302
    assert Deployment.objects.get(slug="new").state == "draft"


CITED = {
    "citations-TOTAL_FORMS": "1",
    "citations-0-subject": "warning_signs",
    "citations-0-position": "0",
}


def test_a_warning_sign_without_a_source_is_refused(curator, change, make_pattern):
    pattern = make_pattern()
    answer = change(curator, address(pattern), warning_signs="A sign.")
    assert answer.status_code == 200
    assert "name the source that says so" in answer.content.decode()
    assert MisusePattern.objects.get().warning_signs is None


def test_a_warning_sign_with_its_source_is_taken(curator, change, make_pattern):
    pattern, source = make_pattern(), Source.objects.create(title="A report")
    answer = change(
        curator,
        address(pattern),
        warning_signs="A sign.",
        **CITED,
        **{"citations-0-source": str(source.pk)},
    )
    assert answer.status_code == 302
    assert MisusePattern.objects.get().warning_signs == "A sign."


def test_the_source_of_a_sign_cannot_be_taken_away_alone(curator, change, make_pattern):
    pattern = make_pattern(warning_signs="A sign.", cites=("warning_signs",))
    answer = change(curator, address(pattern), **{"citations-0-DELETE": "on"})
    assert answer.status_code == 200
    assert pattern.citations.exists()


def test_opening_and_sending_a_pattern_changes_nothing(curator, change, make_pattern, make_tool):
    pattern = make_pattern(
        terms=("misuse_stage/advertising",),
        answers=[(make_tool(), "So.")],
        warning_signs="One.\nTwo.",
        cites=("warning_signs",),
    )
    assert change(curator, address(pattern)).status_code == 302
    assert not Revision.objects.filter(kind="misuse", version=2).exists()


def test_a_tool_that_answers_is_added_in_place(curator, change, make_pattern, make_tool):
    pattern, tool = make_pattern(), make_tool()
    row = {"answers-TOTAL_FORMS": "1", "answers-0-tool": str(tool.pk), "answers-0-position": "0"}
    change(curator, address(pattern), **row, **{"answers-0-reason": "It warns."})
    assert pattern.answers.get().reason == "It warns."
    assert Revision.objects.get(kind="misuse", version=2).changed == ["answers"]


@pytest.mark.parametrize("kind", ["deployment", "misusepattern"])
def test_the_list_takes_the_same_queries_however_long(curator, make_deployment, make_pattern, kind):
    path = f"/admin/catalogue/{kind}/"
    make = {"deployment": make_deployment, "misusepattern": make_pattern}[kind]
    make()
    curator.get(path)
    with CaptureQueriesContext(connection) as short:
        curator.get(path)
    for _number in range(5):
        make()
    with CaptureQueriesContext(connection) as long:
        curator.get(path)
    assert len(long) == len(short) <= 15


def test_merged_organisations_keep_their_practice(curator, make_deployment, make_organisation):
    leaving, into = make_organisation(), make_organisation()
    note = make_deployment(organisations=(leaving,))
    merge(leaving, into, by=None, reason="One body.")
    assert list(note.organisations.all()) == [into]
