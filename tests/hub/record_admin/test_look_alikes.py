"""Without a script: a new record that looks like another is asked about once when it is saved."""

import html

import pytest

from catalogue.models import Tool

pytestmark = pytest.mark.django_db
ADD = "/admin/catalogue/tool/add/"
NEW = {"slug": "new", "summary": "It is new.", "name": "Safe Steps"}


@pytest.fixture
def curator(signed_in):
    return signed_in("curator")


@pytest.fixture
def add(curator, change):
    """Fill in the form of a new tool and send it."""
    return lambda **changes: change(curator, ADD, **{**NEW, **changes})


def text_of(answer):
    return html.unescape(answer.content.decode())


def test_a_new_record_like_another_comes_back_with_a_question(add, make_tool):
    make_tool(name="Safe Step", state="draft")
    answer = add()
    assert answer.status_code == 200
    assert "Is it the same?" in text_of(answer)
    assert "a similar name" in text_of(answer)
    assert Tool.objects.count() == 1


def test_nothing_typed_is_lost(add, make_tool):
    make_tool(name="Safe Steps")
    assert "It is new." in text_of(add())


def test_it_is_saved_anyway_once_somebody_says_that_it_is_another(
    add, curator, fields_of, make_tool
):
    one = make_tool(name="Safe Steps")
    fields = fields_of(add()) | {"different_from": str(one.pk)}
    assert curator.post(ADD, fields).status_code == 302
    assert Tool.objects.filter(slug="new").exists()


def test_what_was_said_is_kept_while_another_mistake_is_mended(add, curator, fields_of, make_tool):
    one = make_tool(name="Safe Steps")
    wrong = add(different_from=str(one.pk), summary="")
    assert "Is it the same?" not in text_of(wrong)
    assert curator.post(ADD, fields_of(wrong) | {"summary": "It is."}).status_code == 302


def test_another_look_alike_is_asked_about_again(add, make_tool):
    one = make_tool(name="Safe Steps")
    make_tool(name="Safe Stepz")
    answer = add(different_from=str(one.pk))
    assert answer.status_code == 200
    assert "2 records look like this" in text_of(answer)


def test_a_new_record_like_none_is_saved_at_once(add, make_tool):
    make_tool(name="Quite another thing")
    assert add().status_code == 302


def test_a_record_that_is_changed_is_not_asked_about(curator, change, make_tool):
    make_tool(name="Safe Steps")
    tool = make_tool(name="Other")
    address = f"/admin/catalogue/tool/{tool.pk}/change/"
    assert change(curator, address, name="Safe Steps").status_code == 302


@pytest.mark.parametrize("odd", ["x", "١", "9" * 40, "1 " * 5000, "-1", "\ud800"])
def test_odd_answers_are_no_answer(add, make_tool, odd):
    make_tool(name="Safe Steps")
    assert add(different_from=odd.encode("utf-8", "replace").decode()).status_code == 200


def test_the_fields_of_each_form_are_marked_for_the_script(curator):
    marked = {
        "catalogue/tool": ("name", "other_names", "url", "repository"),
        "catalogue/organisation": ("name", "url", "names"),
        "catalogue/deployment": ("title", "tool"),
        "catalogue/misusepattern": ("title",),
        "catalogue/helpline": ("name", "url"),
        "events/event": ("name", "url", "start"),
        "recommendations/document": ("title", "url"),
        "recommendations/recommendation": ("text", "document"),
    }
    for form, names in marked.items():
        page = curator.get(f"/admin/{form}/add/").content.decode()
        for name in names:
            assert f'data-look-alike="{name}"' in page, (form, name)
