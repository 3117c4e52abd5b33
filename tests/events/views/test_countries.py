"""Pages of countries: what each was asked, by whom, and what is recorded about it."""

import csv
import io
import re

import pytest

from events.recommendations.models import Recommendation
from hub.records.models import Source, recorded_change

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def kenya(make_term):
    make_term("followup_status/not-assessed", label="Not assessed")
    make_term("country/ug", label="Uganda")
    return make_term("country/ke", label="Kenya")


@pytest.fixture
def told(kenya, make_document, make_organisation, make_recommendation, make_follow_up, make_term):
    """Two recommendations to all States; of the first Kenya and others say something."""
    issuer = make_organisation(name="The issuer", slug="issuer")
    document = make_document(slug="one", title="The statement", issuers=(issuer,), date="2021")
    first = make_recommendation(slug="A-1", document=document, terms=("addressee/states",),
                                text="Pass laws.")  # fmt: skip
    make_recommendation(slug="A-2", document=document, terms=("addressee/states",))
    make_recommendation(slug="B-1", terms=("addressee/companies",))
    make_follow_up(first, "under-way", country=kenya, date="2023", said_by="other")
    make_follow_up(first, "done", country=kenya, date="2024", said_by="addressee",
                   evidence="=1+1 laws")  # fmt: skip
    make_follow_up(first, "announced", country=make_term("country/ug"), evidence="Of Uganda.")
    return first


def test_it_says_what_was_asked_and_by_whom(told, visit):
    section = visit("/countries/ke/").one("section", aria_labelledby="asked")
    assert "The statement The issuer · 2021 · 2 recommendations" in section.text
    whole = visit("/countries/ke/").href("2 recommendations")
    assert whole == "/recommendations/?asked_country=ke"


def test_it_says_what_is_recorded_and_who_says_so(told, visit):
    page = visit("/countries/ke/")
    section = page.one("section", aria_labelledby="recorded")
    assert "Something is recorded on 1 recommendation. 2 address it" in section.text
    assert page.one("ul", class_="statuses").text == "Done 1"
    assert "Kenya says of itself: Done. Others say: Under way." in section.text
    assert "Uganda" not in section.text
    own = visit("/countries/ke/?said_by=addressee").one("table", class_="entries").text
    assert ("=1+1 laws" in own, "A law was passed." in own) == (True, False)


def test_the_list_of_recommendations_is_narrowed_by_country(told, visit):
    page = visit("/recommendations/?country=ke")
    assert sorted(page.cards) == ["A-1", "A-2"]
    assert page.all("input", name="country")[0].attributes["value"] == "ke"
    assert visit("/recommendations/").all("input", name="country") == []


def test_a_name_of_a_country_does_not_find_every_call_to_states(told, visit):
    assert visit("/recommendations/?q=kenya").heading.startswith("0 ")


def test_of_a_country_of_which_nothing_is_known_nothing_is_claimed(kenya, visit):
    text = visit("/countries/ke/").text
    assert "No recommendation here is recorded as asking it." in text
    assert "No follow-up recorded: nobody has assessed what came of it." in text


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/countries/KE/", "/countries/ke/"),
        ("/countries/Ke/feed/", "/countries/ke/feed/"),
        ("/countries/KE/asked.csv", "/countries/ke/asked.csv"),
    ],
)
def test_a_code_in_other_letters_leads_to_the_page(kenya, client, path, place):
    answer = client.get(path)
    assert (answer.status_code, answer["Location"]) == (301, place)


@pytest.mark.usefixtures("kenya")
@pytest.mark.parametrize(
    "path", ["/countries/zz/", "/countries/zz/feed/", "/countries/zz/asked.csv"]
)
def test_what_is_no_country_is_not_found(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("query", ["said_by=me", "followup_status=x", "round=x", "page=-1"])
def test_what_makes_no_page_is_said(told, client, query):
    assert client.get(f"/countries/ke/?{query}").status_code == 400


def test_its_tools_helplines_and_events_are_there(kenya, make_tool, make_organisation, make_event,
                                                  visit):  # fmt: skip
    maker = make_organisation(terms=("country/ke",))
    make_tool(name="Made one", organisations=(maker,))
    make_tool(name="Used one", terms=("country/ke",))
    make_event(name="Held one", terms=("country/ke",))
    page = visit("/countries/ke/")
    told = {anchor: page.one("section", aria_labelledby=anchor).text
            for anchor in ("made", "used", "events", "helplines")}  # fmt: skip
    assert "Made one" in told["made"]
    assert "Used one" in told["used"]
    assert "Held one" in told["events"]
    assert told["helplines"] == "Helplines No helpline is recorded."


def test_events_there_stand_with_their_status_without_those_called_off(kenya, make_event, visit):
    make_event(name="Coming one", terms=("country/ke",), start="2999-01-01")
    make_event(name="Off one", terms=("country/ke",), status="cancelled")
    make_event(name="Late one", terms=("country/ke",), status="postponed")
    section = visit("/countries/ke/").one("section", aria_labelledby="events").text
    assert "Coming one 1 January 2999 · Coming" in section
    assert ("Off one" in section, "Late one" in section) == (False, False)
    assert "1 event, and cancelled ones" in section


def test_an_entry_alone_makes_nobody_asked(told, make_recommendation, make_follow_up, kenya, visit,
                                           client):  # fmt: skip
    """An entry of before the list of addressees: it is recorded, and asks for nothing."""
    other = make_recommendation(slug="B-2", terms=("addressee/companies",))
    make_follow_up(other, "contested", country=kenya, date="2020")
    page = visit("/countries/ke/")
    assert "2 recommendations" in page.one("section", aria_labelledby="asked").text
    assert visit("/recommendations/?asked_country=ke").heading.startswith("2 ")
    assert visit("/countries/").all("tr")[1].text == "Kenya 2 3 0 0 0 0"
    assert "B-2" in client.get("/countries/ke/asked.csv").content.decode()


def test_a_share_leads_to_what_it_counts(told, kenya, make_follow_up, make_recommendation, visit):
    """One entry for each action whose status it is, whoever says so."""
    part = make_recommendation(slug="A-1-a", parent=told, label="a")
    make_follow_up(part, "under-way", country=kenya, said_by="issuer")
    page = visit("/countries/ke/?said_by=addressee")
    assert page.one("input", name="said_by").attributes["value"] == "addressee"
    shares = page.one("ul", class_="statuses")
    assert shares.text == "Done 1 Under way 1"
    page = visit(page.href("Under way").partition("#")[0])
    assert len(page.one("table", class_="entries").text.split("A law was passed.")) == 2
    assert "A-1-a" in page.one("table", class_="entries").text


def test_a_round_says_what_it_leaves_out(told, make_recommendation, make_follow_up, kenya, visit):
    one = told.document.rounds.create(slug="one", name="First report")
    make_follow_up(told, "done", country=kenya, date="2025", round=one, said_by="addressee")
    section = visit("/countries/ke/?round=one").one("section", aria_labelledby="recorded")
    assert "what was said in the round First report (The statement)" in section.text
    assert "Done 1" in section.text
    assert section.text.count("First report (The statement)") == 3  # and the choice, and the entry


def test_a_round_of_a_hidden_document_is_not_named(told, make_follow_up, kenya, visit, client):
    one = told.document.rounds.create(slug="one", name="Secret round")
    make_follow_up(told, "done", country=kenya, date="2025", round=one)
    told.document.archive(by=None, reason="Withdrawn.")
    for path in ("/countries/ke/", "/recommendations/A-1/", "/countries/ke/asked.csv",
                 "/recommendations/?country=ke"):  # fmt: skip
        assert "Secret round" not in client.get(path).content.decode()
    assert client.get("/recommendations/?round=one").status_code == 400


@pytest.mark.parametrize("state", ["draft", "published"])
def test_what_a_reader_can_open_counts_everywhere(
    told, make_document, make_recommendation, make_follow_up, kenya, client, visit, state
):
    """An action of a draft is told without its document; a draft itself nowhere."""
    draft = make_document(slug="secret", title="The secret draft", state="draft")
    action = make_recommendation(slug="D-1", document=draft, state=state,
                                 terms=("addressee/states",))  # fmt: skip
    with recorded_change(draft):
        first = draft.rounds.create(slug="secret-first", name="Secret round")
    make_follow_up(action, "contested", country=kenya, date="2025", round=first)
    is_open = state == "published"
    assert (client.get("/recommendations/D-1/").status_code == 200) == is_open
    assert visit("/countries/").all("tr")[1].text == f"Kenya {2 + is_open} {2 + is_open} 0 0 0 0"
    for path in ("", "report/", "asked.csv", "follow-up.csv", "feed/"):
        content = client.get(f"/countries/ke/{path}").content.decode()
        assert ("D-1" in content) == is_open, path
        assert "secret" not in content.lower(), path
    report = client.get("/countries/ke/report/").content.decode()
    assert f"{2 + is_open} recommendations address it" in report


def test_the_file_holds_every_entry_and_what_nobody_assessed(told, client):
    answer = client.get("/countries/ke/asked.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["X-Robots-Tag"] == "noindex"
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row[1], row[3], row[7]) for row in rows[1:]] == [
        ("A-1", "Done", "'=1+1 laws"),
        ("A-1", "Under way", "A law was passed."),
        ("A-2", "Not assessed", ""),
    ]


def test_the_feed_tells_the_status_of_each(told, client):
    feed = client.get("/countries/ke/feed/").content.decode()
    assert "Follow-up: Done" in feed
    assert "Follow-up: Not assessed" in feed
    assert client.get("/countries/ke/feed/").content.decode() == feed


def test_the_feed_is_dated_by_the_newest_entry_about_it(told, make_follow_up, make_term, client):
    """What is recorded about another moves nothing."""
    second = Recommendation.objects.get(slug="A-2")
    make_follow_up(second, "announced", country=make_term("country/ke"), date="2024-05")
    make_follow_up(told, "done", country=make_term("country/ug"), date="2026")
    feed = client.get("/countries/ke/feed/").content.decode()
    moments = re.findall("<updated>(20[0-9-]+)T", feed)
    assert moments[-2:] == ["2024-05-01", "2024-01-01"]


def test_it_can_be_followed_by_mail(told, visit):
    way = visit("/countries/ke/").href("Get updates by e-mail")
    assert way == "/subscribe/?of=recommendation&country=ke"
    assert "Kenya" in visit(way).text


def test_who_follows_it_is_told_what_is_about_it_before_the_rest(told, make_term, client):
    source = Source.objects.create(title="Minutes", url="")
    with recorded_change(told):
        for slug in ("at", "be", "ke", "fr", "ph"):
            told.follow_ups.create(
                country=make_term(f"country/{slug}"), source=source, evidence="A plan.",
                status=make_term("followup_status/announced"),
            )  # fmt: skip
    feed = client.get("/changes/feed/?of=recommendation&country=ke").content.decode()
    (entry,) = [part for part in feed.split("<entry>") if "2 more" in part]
    assert -1 < entry.find("Kenya · Announced") < entry.find("Philippines")


def test_all_countries_stand_in_a_table_with_their_numbers(told, visit):
    assert [row.text for row in visit("/countries/").all("tr")[1:]] == [
        "Kenya 2 2 0 0 0 0",
        "Uganda 2 1 0 0 0 0",
    ]


def test_country_and_vocabulary_lead_to_each_other(kenya, visit):
    assert visit("/countries/ke/").href("Kenya in the vocabulary") == "/vocabulary/country/ke/"
    words = "Kenya: what it was asked, and what is recorded about it"
    assert visit("/vocabulary/country/ke/").href(words) == "/countries/ke/"


def test_what_a_campaign_adds_changes_nothing(told, client):
    plain = client.get("/countries/ke/").content
    assert b"noindex" not in plain
    assert client.get("/countries/ke/?utm_source=mail").content == plain
    assert b"noindex" in client.get("/countries/ke/?said_by=addressee").content


# Organisations


@pytest.fixture
def body(make_organisation, make_recommendation, make_follow_up, kenya):
    body = make_organisation(slug="body", name="The body")
    one = make_recommendation(slug="C-1", text="Train staff.")
    one.document.named_addressees.create(organisation=body)
    make_follow_up(one, "under-way", organisation=body, date="2024", said_by="issuer")
    return body


def test_an_organisation_shows_what_it_was_asked_and_what_is_recorded(body, visit):
    page = visit("/organisations/body/")
    assert "1 recommendation" in page.one("section", aria_labelledby="asked").text
    recorded = page.one("section", aria_labelledby="recorded")
    assert "Under way 1" in recorded.text
    assert "Under way · 2024 · The issuing body · A law was passed. · A report" in recorded.text
    assert page.text.count("Get updates by e-mail") == 1
    way = page.href("1 recommendation with an entry about it")
    assert visit(way).cards == ["C-1"]
    assert visit("/recommendations/?organisation=body").cards == ["C-1"]
    assert visit("/recommendations/C-1/?organisation=body").response.status_code == 200


def test_an_organisation_has_a_file_a_feed_and_mails(body, client, visit):
    page = visit("/organisations/body/")
    assert client.get(page.href("Atom feed")).status_code == 200
    assert "Train staff." in client.get(page.href("What it was asked (CSV)")).content.decode()
    assert page.href("Get updates by e-mail") == "/subscribe/?of=recommendation&organisation=body"


def test_an_organisation_that_is_hidden_has_none_of_it(body, client):
    body.archive(by=None, reason="It is no more.")
    paths = ("/organisations/body/asked.csv", "/organisations/body/follow-up/feed/")
    assert [client.get(path).status_code for path in paths] == [410, 410]
    assert client.get("/recommendations/?organisation=body").status_code == 400


# A status together with a country


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("followup_status=done", {"A-1"}),
        ("country=ke&followup_status=done", {"A-1"}),
        ("country=ug&followup_status=done", set()),
        ("country=ug&followup_status=announced", {"A-1"}),
        ("country=ke&followup_status=under-way", set()),  # an older entry
        ("country=ke&followup_status=not-assessed", {"A-2"}),
        ("country=ke&country=ug&followup_status=announced", {"A-1"}),
        ("asked_country=ke&followup_status=not-assessed", {"A-2"}),
        ("asked_country=ug&followup_status=done", set()),
    ],
)
def test_a_status_with_a_country_is_that_of_the_country(told, visit, query, found):
    page = visit(f"/recommendations/?{query}")
    assert set(page.cards) == found
    assert ("of nobody else." in page.text) == ("country" in query)


def test_whom_it_asks_and_the_round_are_chosen_in_the_form(
    told, make_organisation, make_recommendation, make_follow_up, kenya, visit
):
    other = make_recommendation(slug="C-1")
    with recorded_change(other.document):
        other.document.named_addressees.create(organisation=make_organisation(name="The body"))
    with recorded_change(told.document):
        first = told.document.rounds.create(slug="one-first", name="First report")
    make_follow_up(told, "done", country=kenya, date="2025", round=first)
    form = visit("/recommendations/")
    options = {name: form.one("select", name=name).text for name in
               ("asked_country", "asked_organisation", "round")}  # fmt: skip
    assert options["asked_country"] == "Any Kenya Uganda"
    assert options["asked_organisation"] == "Any The body"
    assert options["round"] == "Any First report (The statement)"
    narrowed = visit("/recommendations/?asked_country=ke&asked_organisation=&round=")
    assert [one.attributes["value"] for one in narrowed.all("option", selected="")] == ["ke"]
    assert narrowed.all("select", name="asked_organisation") == []  # no other of them asks any
    both = visit("/recommendations/?asked_country=ke&asked_country=ug")
    assert [box.attributes["value"] for box in both.all("input", name="asked_country")] == [
        "ke", "ug",
    ]  # fmt: skip
    assert both.all("option", selected="") == []
    unknown = visit("/recommendations/?q=do&asked_country=zz", 400)
    assert "There is no choice “zz” under “Asked: country”." in unknown.text
    assert unknown.href("Show the list without that part") == "/recommendations/?q=do"


def test_choices_of_status_are_counted_for_the_country(told, visit):
    page = visit("/recommendations/?country=ug")
    counts = {
        slug: page.choice("followup_status", slug) for slug in ("done", "announced", "not-assessed")
    }
    assert counts == {"done": "", "announced": "Announced 1", "not-assessed": "Not assessed 1"}


def test_a_sub_action_counts_for_its_recommendation(
    told, make_recommendation, make_follow_up, make_term, visit
):
    part = make_recommendation(parent=told, label="a")
    make_follow_up(part, "contested", country=make_term("country/ug"))
    assert visit("/recommendations/?country=ug&followup_status=contested").cards == ["A-1"]
    assert visit("/recommendations/?country=ke&followup_status=contested").cards == []
