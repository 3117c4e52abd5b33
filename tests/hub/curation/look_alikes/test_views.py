"""What a curator sees while a name or an address is typed."""

import html

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hub.records.registry import record_types

pytestmark = pytest.mark.django_db
TOOLS = "/desk/look-alikes/tool/"


@pytest.fixture
def curator(signed_in):
    return signed_in("curator")


@pytest.fixture
def seen(curator):
    """The text of the answer to what was typed."""

    def ask(address=TOOLS, **typed):
        answer = curator.get(address, typed)
        assert answer.status_code == 200
        return html.unescape(answer.content.decode())

    return ask


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("Safe Steps", "safe  steps"),
        ("Réseau d’écoute", "Reseau d'ecoute"),
        ("Łódź Hotline", "Lodz hotline"),
        ("Горячая линия доверия", "горячая линия доверие"),
        ("خط المساعدة الآمن", "خط المساعده الامن"),
        ("反人口贩运热线", "反人口贩运热线"),
        ("Primero Case Management", "Primero Case Managment"),
    ],
)
def test_a_record_is_found_by_its_name_in_any_script(seen, make_tool, stored, typed):
    make_tool(name=stored)
    assert stored in seen(name=typed)


def test_a_record_is_found_by_its_address_however_it_is_written(seen, make_tool):
    make_tool(name="Primero", url="https://www.primero.org/")
    answer = seen(name="Something else", url="http://primero.org?utm_source=mail")
    assert "Primero" in answer
    assert "the same address" in answer


def test_it_says_kind_state_and_why_and_leads_to_the_form(seen, make_tool):
    tool = make_tool(name="Safe Steps", state="draft")
    answer = seen(name="Safe Step")
    assert "tool · Draft · a similar name" in answer
    assert f'href="/admin/catalogue/tool/{tool.pk}/change/"' in answer


def test_a_record_that_not_everybody_may_read_says_so(seen, make_tool):
    make_tool(name="Safe Steps", visibility="vetted")
    assert "Published for: Vetted practitioners" in seen(name="Safe Steps")


def test_a_draft_that_is_made_later_is_found_as_well(seen, make_tool):
    assert "Safe Steps" not in seen(name="Safe Steps")
    make_tool(name="Safe Steps", state="draft")
    assert "Safe Steps" in seen(name="Safe Steps")


def test_nothing_alike_is_an_empty_answer(seen, make_tool):
    make_tool(name="Safe Steps")
    assert not seen(name="Quite another thing").strip()


def test_the_record_that_is_edited_is_not_like_itself(seen, make_tool):
    tool = make_tool(name="Safe Steps")
    assert not seen(name="Safe Steps", other_than=tool.pk).strip()


def test_a_name_that_was_joined_leads_to_the_record_that_stayed(seen, make_organisation):
    from tests.plugins.merges import merge

    leaving, into = make_organisation(name="Hope Trust"), make_organisation(name="Light House")
    merge(leaving, into, by=None, reason="the same")
    answer = seen("/desk/look-alikes/organisation/", name="Hope Trust")
    assert "Light House" in answer
    assert "“Hope Trust” was joined with it" in answer


def test_another_name_in_a_row_of_the_form_is_compared_too(seen, make_organisation):
    make_organisation(name="Light House")
    address = "/desk/look-alikes/organisation/"
    assert "Light House" in seen(address, name="Something", names=["", "Light House"])


@pytest.mark.parametrize("kind", list(record_types))
def test_every_kind_of_record_answers(seen, kind):
    assert not seen(f"/desk/look-alikes/{kind}/", name="x", title="x", text="x").strip()


def test_a_kind_that_is_none_is_not_found(curator):
    assert curator.get("/desk/look-alikes/nothing/").status_code == 404


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "\u202e\ud7ffx" * 50},
        {"name": "a " * 3000},
        {"url": "http://[::1"},
        {"url": "x" * 5000},
        {"other_than": "١٢"},
        {"other_than": "9" * 30},
        {"other_names": "\n" * 1000},
    ],
)
def test_whatever_is_typed_is_answered(seen, make_tool, typed):
    make_tool()
    seen(**typed)


def test_marks_that_nobody_sees_do_not_hide_a_name(seen, make_tool):
    make_tool(name="Safe Steps")
    assert "Safe Steps" in seen(name="Sa\u200bfe \u202eSteps")


def test_what_was_written_as_markup_stays_text(seen, make_tool):
    make_tool(name="<b>Safe</b> & Steps")
    raw = seen(name="<b>Safe</b> & Steps")
    assert "Safe" in raw


def test_readers_do_not_get_there(client, make_tool):
    make_tool(name="Safe Steps")
    assert client.get(TOOLS, {"name": "Safe Steps"}).status_code == 302


def test_staff_without_a_permission_see_what_everybody_may_read(client, make_person, make_tool):
    make_tool(name="Safe Steps", state="draft")
    public = make_tool(name="Safe Stepz")
    client.force_login(make_person(is_staff=True))
    answer = client.get(TOOLS, {"name": "Safe Steps"}).content.decode()
    assert "Safe Stepz" in answer
    assert "Safe Steps<" not in answer
    assert "Draft" not in answer
    assert public.get_absolute_url() in answer


def test_looking_begins_no_transaction(curator, make_tool):
    """The test's own transaction holds no savepoint: one in a view is a transaction elsewhere."""
    make_tool(name="Safe Steps")
    with CaptureQueriesContext(connection) as queries:
        curator.get(TOOLS, {"name": "Safe Steps"})
    assert not [query["sql"] for query in queries if "SAVEPOINT" in query["sql"]]


def test_looking_again_asks_for_the_records_alone(
    curator, make_tool, django_assert_max_num_queries
):
    make_tool(name="Safe Steps")
    curator.get(TOOLS, {"name": "Safe Steps"})
    with django_assert_max_num_queries(8):
        curator.get(TOOLS, {"name": "Safe Stepz"})


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_is_for_reading_only(curator, method):
    assert getattr(curator, method)(TOOLS).status_code == 405
