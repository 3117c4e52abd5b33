"""The page of a recommendation: who has which status, told apart by whom it is said."""

import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

PAGE = "/recommendations/WG-1/"


@pytest.fixture
def asked(make_recommendation, make_term):
    """A call to four countries by name."""
    make_term("followup_status/not-assessed", label="Not assessed")
    one = make_recommendation(slug="WG-1", terms=("addressee/states",))
    for slug, label in (("ke", "Kenya"), ("ug", "Uganda"), ("tz", "Tanzania"), ("fr", "France")):
        one.document.named_addressees.create(country=make_term(f"country/{slug}", label=label))
    make_term("country/it", label="Italy")
    return one


@pytest.fixture
def told(asked, make_follow_up, make_term):
    """Kenya says of itself that it is done, others that it is under way; Uganda has announced."""
    kenya, uganda = make_term("country/ke"), make_term("country/ug")
    first = asked.document.rounds.create(slug="first", name="First report")
    make_follow_up(asked, "announced", country=kenya, date="2021", said_by="issuer")
    make_follow_up(asked, "under-way", country=kenya, date="2023", said_by="other")
    make_follow_up(asked, "done", country=kenya, date="2024", said_by="addressee", round=first)
    make_follow_up(asked, "announced", country=uganda, date="2022", evidence="A plan.")
    return asked


def rows(page):
    """The text of each line of the table by addressee."""
    return [row.text for row in page.all("tr")[1:]]


def test_a_bar_in_words_counts_every_addressee(told, visit):
    words = visit(PAGE).one("ul", class_="statuses").text
    assert words == "Done 1 Announced 1 Not assessed 2"
    assert len(visit(PAGE).all("rect")) == 3


def test_the_newest_stands_and_the_older_are_below_it(told, visit):
    lines = rows(visit(PAGE))
    statuses = [line.split(" 20")[0] for line in lines if "differ" not in line]
    assert statuses == [
        "Kenya Done", "Kenya: earlier Under way", "Kenya: earlier Announced", "Uganda Announced",
    ]  # fmt: skip
    assert "First report" in lines[0]


def test_what_it_says_of_itself_is_told_apart_from_what_others_say(told, visit):
    sentence = "They differ. Kenya says of itself: Done. Others say: Under way."
    assert rows(visit(PAGE)).count(sentence) == 1


def test_voices_that_agree_are_no_difference(told, make_follow_up, make_term, visit):
    make_follow_up(told, "done", country=make_term("country/ke"), date="2025", said_by="issuer")
    assert "They differ" not in visit(PAGE).text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("country=ke", {"Kenya"}),
        ("country=KE", {"Kenya"}),
        ("followup_status=announced", {"Uganda"}),
        ("round=first", {"Kenya"}),
        ("round=first&followup_status=announced", set()),
    ],
)
def test_the_table_is_narrowed(told, visit, query, shown):
    page = visit(f"{PAGE}?{query}")
    assert {row.split()[0].strip(":") for row in rows(page)} - {"They"} == shown
    assert page.one("link", rel="canonical").attributes["href"].endswith(PAGE)


def test_who_was_not_assessed_is_listed_behind_a_link(told, visit):
    plain = visit(PAGE)
    assert "France" not in plain.text
    way = plain.href("2 addressees that nobody has assessed")
    page = visit(way.partition("#")[0])
    assert page.one("ul", class_="waiting").text == "France Tanzania"


def test_of_a_country_that_nobody_assessed_nothing_is_claimed(told, visit):
    text = visit(f"{PAGE}?country=fr").text
    assert "No follow-up recorded: nobody has assessed France here." in text
    assert "no action" not in text.lower()


@pytest.mark.parametrize(
    ("query", "status", "sentence"),
    [
        ("country=zz", 400, "There is no country “\u2068zz\u2069” here."),
        ("organisation=nobody", 400, "There is no organisation “\u2068nobody\u2069” here."),
        ("followup_status=gone", 400, "There is no follow-up status “\u2068gone\u2069”."),
        ("round=third", 400, "There is no reporting round “\u2068third\u2069” here."),
        ("page=0", 400, "A page is a whole number from 1."),
        ("page=x", 400, "A page is a whole number from 1."),
        ("page=7", 404, "It has 1 page."),
        ("country=it", 404, "WG-1 does not address Italy, and nothing is recorded about it."),
    ],
)
def test_what_makes_no_page_is_said(told, client, query, status, sentence):
    answer = client.get(f"{PAGE}?{query}")
    assert (answer.status_code, sentence in answer.content.decode()) == (status, True)


def test_many_addressees_stand_on_several_pages(asked, make_follow_up, visit):
    for number in range(23):
        make_follow_up(asked, "done", actor=f"Company {number:02}")
    first, second = visit(PAGE), visit(f"{PAGE}?page=2")
    assert [len(page.all("tbody")) for page in (first, second)] == [20, 3]


def test_a_body_that_is_hidden_counts_and_is_not_named(
    asked, make_follow_up, make_organisation, visit
):
    body = make_organisation(name="Unheard", slug="unheard", visibility="internal")
    make_follow_up(asked, "done", organisation=body)
    page = visit(PAGE)
    assert "Done 1" in page.one("ul", class_="statuses").text
    assert "unheard" not in page.html.lower()


def test_whom_nobody_can_count_is_told(make_recommendation, make_term, visit):
    make_term("addressee/companies", label="Companies")
    make_recommendation(slug="WG-2", terms=("addressee/companies",))
    text = visit("/recommendations/WG-2/").text
    assert "Addressed to Companies, who cannot be counted; only those with an entry appear." in text


def test_a_map_is_drawn_where_an_entry_is_about_a_country(told, visit):
    drawn = [path.attributes for path in visit(PAGE).all("path")]
    assert [path["class"] for path in drawn if path.get("class", "").startswith(("s-", "not"))] == [
        "not-addressed", "s-not-assessed", "s-announced", "s-done",
    ]  # fmt: skip


# Addresses in any case of letters


@pytest.mark.parametrize("slug", ["wg-1", "Wg-1"])
def test_a_reference_leads_to_its_page_in_any_case_of_letters(asked, client, slug):
    answer = client.get(f"/recommendations/{slug}/?country=ke")
    assert (answer.status_code, answer["Location"]) == (301, f"{PAGE}?country=ke")


def test_of_two_that_differ_in_case_each_is_found_exactly(asked, make_recommendation, visit):
    make_recommendation(slug="wg-1", text="The other.")
    assert "The other." in visit("/recommendations/wg-1/").text
    assert "The other." not in visit(PAGE).text


def test_a_draft_is_not_found_in_any_case(make_recommendation, client):
    make_recommendation(slug="WG-9", state="draft")
    assert client.get("/recommendations/wg-9/").status_code == 404


@pytest.mark.parametrize("path", ["/tools/HOTLINE/", "/organisations/Body-One/"])
def test_so_do_other_records(make_tool, make_organisation, client, path):
    make_tool(slug="hotline")
    make_organisation(slug="body-one")
    assert client.get(path)["Location"] == path.lower()
