"""Odd input in the admin: a named mistake, never a 500, nothing typed lost."""

import pytest

from hub.records.models import Source

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator(signed_in):
    return signed_in("curator")


def address(tool):
    return f"/admin/catalogue/tool/{tool.pk}/change/"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("first_released", "2021-13"),
        ("first_released", "2021-02-30"),
        ("verified_on", "soon"),
        ("status_checked_on", "2021"),
        ("slug", "compare"),
        ("slug", "Ünïcode slug"),
        ("slug", ""),
        ("slug", "x" * 201),
        ("name", "\x00"),
        ("name", ""),
        ("url", "javascript:alert(1)"),
        ("language", "english"),
        ("scope", "neither"),
        ("why", "x" * 501),
        ("terms_purpose", ["abc"]),
        ("terms_purpose", ["999999999999999999999999"]),
        ("terms_purpose", ["-1"]),
    ],
)
def test_bad_input_names_its_field_and_keeps_what_was_typed(
    curator, change, make_tool, field, value
):
    tool = make_tool()
    answer = change(curator, address(tool), notes="Typed with care.", **{field: value})
    tool.refresh_from_db()
    assert answer.status_code == 200
    assert field in answer.context["adminform"].form.errors
    assert "Typed with care." in answer.content.decode()
    assert tool.notes is None


def test_what_nobody_can_see_is_taken_out_of_what_was_typed(curator, change, make_tool):
    tool = make_tool()
    answer = change(curator, address(tool), name="A na\x00me\u202e", other_names="one\n\x00")
    tool.refresh_from_db()
    assert answer.status_code == 302
    assert tool.name == "A name"
    assert tool.other_names == ["one"]


def test_a_slug_that_is_taken_is_a_mistake_of_that_field(curator, change, make_tool):
    make_tool(slug="taken")
    answer = change(curator, address(make_tool()), slug="taken")
    assert "slug" in answer.context["adminform"].form.errors


@pytest.mark.parametrize("key", ["abc", "\x00", "99999999999999999999", "-1", ""])
def test_a_citation_of_no_source_is_a_mistake_of_its_row(curator, change, make_tool, key):
    rows = {"citations-TOTAL_FORMS": "1", "citations-0-source": key, "citations-0-note": "x"}
    answer = change(curator, address(make_tool()), **rows)
    assert answer.status_code == 200
    assert answer.context["errors"]


def test_the_same_citation_twice_is_a_mistake(curator, change, make_tool):
    tool, source = make_tool(), Source.objects.create(title="A report")
    rows = {"citations-TOTAL_FORMS": "2"}
    for number in (0, 1):
        rows[f"citations-{number}-source"] = str(source.pk)
        rows[f"citations-{number}-position"] = "0"
    answer = change(curator, address(tool), **rows)
    assert answer.status_code == 200
    assert not tool.citations.exists()


@pytest.mark.parametrize(
    "address",
    [
        "/admin/catalogue/tool/?q=%00",
        "/admin/catalogue/tool/?state__exact=%00",
        "/admin/catalogue/tool/?not_known=nothing",
        "/admin/catalogue/tool/?review=%FF",
        "/admin/catalogue/tool/?p=-1",
        "/admin/catalogue/tool/?p=letters",
        "/admin/catalogue/tool/?o=99.-99.x",
        "/admin/catalogue/tool/?id__exact=abc",
        "/admin/catalogue/tool/?password=1",
        "/admin/catalogue/tool/%00/change/",
        "/admin/catalogue/tool/abc/change/",
        "/admin/catalogue/tool/abc/history/",
        "/admin/catalogue/tool/abc/do/publish/",
        "/admin/catalogue/tool/99999999999999999999/change/",
        "/desk/merges/organisation/99999999999999999999/",
        "/desk/merges/nothing/1/into/2/",
        "/desk/merges/organisation/1/into/99999999999999999999/",
        "/desk/merges/99999999999999999999/",
        "/admin/vocabulary/term/suggest/?scheme=%00&term=%00",
        "/admin/vocabulary/term/suggest/?scheme=purpose&page=letters",
        "/admin/vocabulary/term/suggest/?scheme=purpose&page=1000000000000",
        "/admin/autocomplete/?app_label=catalogue&model_name=tool&field_name=nothing&term=x",
        "/admin/core/revision/?q=%27%22%25_",
    ],
)
def test_no_address_of_the_admin_fails(curator, address):
    curator.raise_request_exception = False
    assert curator.get(address).status_code < 500


@pytest.mark.parametrize("key", ["abc", "\x00", "99999999999999999999"])
def test_no_choice_in_a_list_fails(curator, make_tool, key):
    make_tool()
    answer = curator.post(
        "/admin/catalogue/tool/", {"action": "publish", "_selected_action": [key]}
    )
    assert answer.status_code in (200, 302)


@pytest.mark.parametrize("broken", ["", "x", "-1", "99999999"])
def test_broken_counts_of_rows_are_a_mistake(curator, change, make_tool, broken):
    answer = change(curator, address(make_tool()), **{"citations-TOTAL_FORMS": broken})
    assert answer.status_code in (200, 302)
