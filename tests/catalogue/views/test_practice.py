"""The pages of practice notes."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hub.records.models import recorded_change

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_the_list_counts_its_notes(make_deployment, visit):
    make_deployment()
    make_deployment()
    assert visit("/practice/").heading == "2 practice notes"


def test_it_is_narrowed_by_situation(make_deployment, visit):
    make_deployment(slug="camp", terms=("context/displacement-camp",))
    make_deployment(slug="sea", terms=("context/at-sea",))
    assert visit("/practice/?context=at-sea").cards == ["sea"]


def test_it_is_narrowed_by_tool(make_deployment, make_tool, visit):
    make_deployment(slug="here", tool=make_tool(slug="redsafe", name="RedSafe"))
    make_deployment(slug="elsewhere")
    page = visit("/practice/?tool=redsafe")
    assert (page.cards, page.heading) == (["here"], "1 practice note: RedSafe")


def test_it_is_narrowed_by_the_new_address_of_a_tool(
    make_deployment, make_tool, make_person, visit
):
    tool = make_tool(slug="old")
    make_deployment(slug="here", tool=tool)
    tool.rename("new", by=make_person())
    assert visit("/practice/?tool=new").cards == ["here"]


def test_it_is_narrowed_by_country_and_by_what_lies_above_it(make_deployment, make_term, visit):
    make_term("country/ke", broader=make_term("region/m49-014"))
    make_deployment(slug="kenya", terms=("country/ke",))
    make_deployment(slug="elsewhere")
    assert visit("/practice/?place=ke").cards == ["kenya"]
    assert visit("/practice/?place=m49-014").cards == ["kenya"]


def test_it_is_narrowed_by_whether_they_would_use_it_again(make_deployment, visit):
    make_deployment(slug="yes", again="yes")
    make_deployment(slug="unknown")
    assert visit("/practice/?again=yes").cards == ["yes"]
    assert visit("/practice/?again=not-known").cards == ["unknown"]


def test_a_word_is_found_in_what_failed(make_deployment, visit):
    make_deployment(slug="here", failed="The batteries were empty by noon.")
    make_deployment()
    page = visit("/practice/?q=batteries")
    assert page.cards == ["here"]
    assert page.one("mark").text == "batteries"


def test_a_note_is_found_by_the_name_of_its_tool(make_deployment, make_tool, visit):
    make_deployment(slug="here", tool=make_tool(name="Zanzibarium"))
    make_deployment()
    assert visit("/practice/?q=zanzibarium").cards == ["here"]


@pytest.mark.parametrize(
    "query", ["context=moon", "place=zz", "again=perhaps", "page=0", "page=x", "sort=best"]
)
def test_parameters_that_make_no_sense_are_told(make_deployment, visit, query):
    make_deployment()
    assert visit(f"/practice/?{query}", status=400).heading == "This link is incomplete"


def test_behind_the_end_there_is_no_page(make_deployment, visit):
    make_deployment()
    visit("/practice/?page=9", status=404)


def test_the_feed_holds_the_same_notes(make_deployment, client):
    make_deployment(title="At sea", terms=("context/at-sea",))
    make_deployment(title="In camp", terms=("context/displacement-camp",))
    feed = client.get("/practice/feed/?context=at-sea").content.decode()
    assert "At sea" in feed
    assert "In camp" not in feed


def test_a_note_shows_its_facts_with_their_sources(make_deployment, visit):
    make_deployment(slug="one", worked="The kiosks.", cites=("worked",))
    page = visit("/practice/one/")
    assert page.fact("What worked").text == "The kiosks. 1"
    assert page.all("a", href="#source-1")


def test_what_is_not_known_says_so(make_deployment, visit):
    make_deployment(slug="one", known_none=["incidents"])
    page = visit("/practice/one/")
    assert page.fact("What failed").text == "Not known"
    assert page.fact("Incidents").text == "Known: none"


def test_it_leads_to_its_tool_and_back(make_deployment, make_tool, visit):
    tool = make_tool(slug="a-tool", name="A tool")
    make_deployment(slug="one", title="A use", tool=tool)
    assert visit("/practice/one/").href("A tool") == "/tools/a-tool/"
    assert visit("/tools/a-tool/").href("A use") == "/practice/one/"


def test_a_tool_without_a_note_says_so(make_tool, visit):
    make_tool(slug="a-tool")
    assert "Nobody has written here how it went when they used it" in visit("/tools/a-tool/").text


@pytest.fixture
def family(make_deployment):
    first = make_deployment(slug="first", title="The first", started="2020")
    second = make_deployment(slug="second", title="The second", started="2021", adapted_from=first)
    make_deployment(slug="third", title="The third", started="2022", adapted_from=second)
    make_deployment(slug="aside", title="Another", started="2020", adapted_from=first)


@pytest.mark.parametrize("slug", ["first", "second", "third", "aside"])
def test_every_note_of_a_chain_draws_the_whole_chain(family, visit, slug):
    chain = visit(f"/practice/{slug}/").one("ol", class_="chain").text
    order = [chain.index(name) for name in ("The first", "Another", "The second", "The third")]
    assert order == sorted(order)


def test_the_chain_marks_where_one_is(family, visit):
    assert visit("/practice/second/").one("b", aria_current="page").text == "The second"


def test_a_note_that_stands_alone_draws_no_chain(make_deployment, visit):
    make_deployment(slug="alone")
    assert not visit("/practice/alone/").all("ol", class_="chain")


@pytest.mark.parametrize("changes", [{"state": "draft"}, {"visibility": "vetted"}])
def test_a_hidden_note_is_not_hinted_at_by_its_chain(make_deployment, visit, changes):
    hidden = make_deployment(slug="hidden", title="Unspeakable", **changes)
    make_deployment(slug="open", adapted_from=hidden)
    page = visit("/practice/open/")
    assert "Unspeakable" not in page.html
    assert not page.all("ol", class_="chain")


@pytest.mark.parametrize("tool", [{"state": "draft"}, {"visibility": "vetted"}])
def test_a_note_of_a_hidden_tool_is_not_there(make_deployment, make_tool, visit, client, tool):
    make_deployment(slug="one", title="Unspeakable", tool=make_tool(**tool))
    visit("/practice/one/", status=404)
    for path in ("/practice/", "/practice/feed/", "/sitemap.xml"):
        assert b"Unspeakable" not in client.get(path).content


def test_a_hidden_organisation_is_not_named(make_deployment, make_organisation, visit):
    body = make_organisation(name="Unspeakable", visibility="vetted")
    make_deployment(slug="one", organisations=(body,))
    assert "Unspeakable" not in visit("/practice/one/").html
    assert "Unspeakable" not in visit("/practice/?q=unspeakable").html.replace(
        'value="unspeakable"', ""
    )


@pytest.mark.parametrize("slug", ["nothing", "draft"])
def test_what_is_not_there_or_not_out_is_not_found(make_deployment, visit, slug):
    make_deployment(slug="draft", state="draft")
    visit(f"/practice/{slug}/", status=404)


def test_a_renamed_note_is_found_at_its_new_address(make_deployment, make_person, client):
    make_deployment(slug="old").rename("new", by=make_person())
    response = client.get("/practice/old/")
    assert (response.status_code, response.headers["Location"]) == (301, "/practice/new/")


def test_an_archived_note_is_gone(make_deployment, make_person, visit):
    make_deployment(slug="one").archive(by=make_person(), reason="A double.")
    visit("/practice/one/", status=410)


def test_a_curator_sees_a_draft(make_deployment, signed_in):
    make_deployment(slug="one", title="In the making", state="draft")
    page = signed_in("curator").get("/practice/one/?preview=1").content.decode()
    assert "In the making" in page
    assert "Readers do not see this page" in page


def test_a_term_leads_to_the_notes_that_carry_it(make_deployment, visit):
    make_deployment(terms=("context/at-sea",))
    page = visit("/vocabulary/context/at-sea/")
    assert page.href("1 practice note with this term") == "/practice/?context=at-sea"


def test_a_change_is_told_in_words(make_deployment, visit):
    note = make_deployment(slug="one")
    with recorded_change(note):
        note.worked = "The kiosks."
        note.save()
    assert "“What worked” was added." in visit("/practice/one/").text


def test_the_page_takes_the_same_number_of_queries_however_much_is_on_it(
    make_deployment, make_organisation, client
):
    make_deployment(slug="small", terms=("context/at-sea",), cites=("",))
    make_deployment(
        slug="large",
        terms=("context/at-sea", "context/online", "purpose/outreach", "country/ke"),
        organisations=tuple(make_organisation() for _ in range(5)),
        cites=("", "worked", "failed", "needed"),
    )
    client.get("/practice/small/")
    with CaptureQueriesContext(connection) as small:
        client.get("/practice/small/?again=yes")
    with CaptureQueriesContext(connection) as large:
        client.get("/practice/large/")
    assert len(large) <= len(small) + 2
    assert len(large) <= 14


def test_the_list_takes_the_same_number_of_queries_however_long(make_deployment, client):
    for number in range(8):
        make_deployment(terms=("context/at-sea", f"purpose/p-{number}"))
    client.get("/practice/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/practice/?context=at-sea")
    assert len(queries) <= 6
