"""A search without an answer says what is recorded near it, and what is not known."""

import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def swahili(make_term, make_tool):
    make_term("language/sw", label="Swahili")
    make_term("language/fr", label="French")
    make_tool(slug="french", terms=("language/fr",))
    make_tool(slug="untold")


def test_a_term_without_records_is_told_with_how_many_are_not_known(swahili, visit):
    page = visit("/tools/?q=Swahili")
    assert page.cards == []
    assert "Nothing in this list is recorded with Language: Swahili." in page.text
    link = page.href("For 1 tool no value is recorded under “Language”.")
    assert visit(link).cards == ["untold"]


def test_it_is_told_in_the_language_of_the_label_that_was_typed(swahili, visit):
    assert "recorded with Language: Swahili." in visit("/tools/?q=суахили").text


def test_a_place_without_records_leads_to_its_region(make_term, make_tool, visit):
    africa = make_term("region/m49-011", label="Western Africa")
    make_term("country/ne", label="Niger", broader=africa)
    make_term("country/ng", label="Nigeria", broader=africa)
    make_tool(slug="nigerian", terms=("country/ng",))
    page = visit("/tools/?q=Niger")
    assert "Nothing in this list is recorded with" in page.text
    assert visit(page.href("Western Africa")).cards == ["nigerian"]


def test_what_is_found_without_a_word_says_what_is_known_of_that_word(swahili, make_tool, visit):
    make_tool(slug="hotline", name="Hotline")
    page = visit("/tools/?q=hotline Swahili")
    assert (page.cards, "recorded with Language: Swahili." in page.text) == (["hotline"], True)


def test_words_that_name_no_term_say_nothing(swahili, visit):
    assert "Nothing in this list is recorded" not in visit("/tools/?q=zebra").text


def test_the_search_over_everything_says_the_same(swahili, visit):
    assert "recorded with Language: Swahili." in visit("/search/?q=Swahili").text


def test_what_a_phrase_was_understood_as_is_shown_with_the_way_to_the_words(make_tool, visit):
    make_tool(slug="offline", terms=("connectivity/offline-first",))
    make_tool(slug="words", summary="It is of no use without internet.")
    page = visit("/tools/?q=without internet")
    assert (page.cards, "Understood as: works without internet." in page.text) == (
        ["offline"],
        True,
    )
    assert visit(page.href("Search for the words as they are")).cards[0] == "words"
    page = visit("/search/?q=without internet")
    assert "Understood as: works without internet." in page.text
    assert visit(page.href("Search for the words as they are")).cards[0] == "words"


def test_the_maker_by_which_a_tool_was_found_is_named(make_tool, make_organisation, visit):
    body = make_organisation(name="National Center", names=("NCMEC",))
    make_tool(slug="tipline", name="Tipline", organisations=(body,), other_names=["Cyber line"])
    assert "Behind it: NCMEC (National Center)" in visit("/tools/?q=ncmec").text
    assert "Also known as: Cyber line" in visit("/tools/?q=cyber").text


def test_each_maker_stands_once_on_a_card_in_the_order_of_the_source(
    make_tool, make_organisation, visit
):
    many = make_organisation(name="Zonta", names=("Alliance", "Bureau", "Bureau for all"))
    many.names.filter(text="Bureau for all").update(shown=False)
    make_tool(name="Tipline", organisations=(many, make_organisation(name="Apex")))
    for address in ("/tools/", "/tools/?q=tipline"):
        assert visit(address).one("p", class_="by").text.startswith("Zonta, Apex ·")
    assert "Behind it: Bureau (Zonta)" in visit("/tools/?q=bureau").text
    assert "for all" not in visit("/tools/?q=bureau").text


def test_words_that_nothing_within_a_limit_has_are_offered_without_it(make_tool, visit):
    make_tool(slug="offline", terms=("connectivity/offline-first",))
    make_tool(slug="game", name="Game", terms=("connectivity/internet-required",))
    page = visit("/tools/?q=game without internet")
    sentence = "With the other words nothing is recorded as “works without internet”."
    assert (page.cards, sentence in page.text) == ([], True)
    assert visit(page.href("game")).cards == ["game"]


def test_what_is_denied_is_left_out_and_what_is_not_known_is_told(make_term, make_tool, visit):
    make_term("technology/facial-recognition", label="Facial recognition")
    make_tool(slug="faces", terms=("technology/facial-recognition",))
    make_tool(slug="chat", terms=("technology/chatbot",))
    make_tool(slug="untold")
    page = visit("/tools/?q=no facial recognition")
    assert page.cards == ["chat", "untold"]
    assert "Understood as: without “Facial recognition”." in page.text
    assert "what is not known to have it stays." in page.text
    link = page.href("For 1 tool no value is recorded under “Technology”.")
    assert visit(link).cards == ["untold"]
    assert visit(page.href("Search for the words as they are")).cards == ["faces"]


def test_a_denied_word_that_names_nothing_is_told_and_not_searched(make_tool, visit):
    make_tool(slug="board", summary="A chat with a dashboard.")
    page = visit("/tools/?q=chat without dashboard")
    assert page.cards == ["board"]
    for address in ("/tools/", "/search/"):
        page = visit(f"{address}?q=chat without dashboard")
        assert "its words alone would mean the opposite." in page.text


def test_nothing_is_recorded_near_what_is_denied(make_term, make_tool, visit):
    make_term("language/sw", label="Swahili")
    make_tool(slug="chat", summary="A chat.", terms=("language/sw",))
    page = visit("/tools/?q=chat not in Swahili")
    assert (page.cards, "Recorded near it" in page.text) == ([], False)


def test_a_term_is_named_by_a_word_that_means_the_same(make_term, make_tool, visit):
    make_term("trafficking_type/organ-removal", label="Organ removal")
    make_tool(slug="chat")
    assert "Organ removal." in visit("/tools/?q=trafficked for organs").text


def test_the_word_for_the_records_of_a_list_narrows_nothing(make_tool, visit):
    make_tool(slug="camp", summary="For camps.")
    assert visit("/tools/?q=herramientas").cards == ["camp"]
    assert visit("/tools/?q=outils camps").cards == ["camp"]


@pytest.fixture
def asia(make_term, make_tool):
    asia = make_term("region/m49-142", label="Asia")
    western = make_term("region/m49-145", label="Western Asia", broader=asia)
    eastern = make_term("region/m49-030", label="Eastern Asia", broader=asia)
    make_term("country/kw", label="Kuwait", broader=western)
    make_term("country/jo", label="Jordan", broader=western)
    make_term("country/mn", label="Mongolia", broader=eastern)
    make_tool(slug="mongolian", terms=("country/mn",))


def test_a_group_without_records_leads_to_the_region_around_it(asia, make_tool, visit):
    page = visit("/tools/?q=GCC")
    assert page.cards == []
    assert "recorded with Where: Gulf Cooperation Council." in page.text
    assert visit(page.href("Asia")).cards == ["mongolian"]
    make_tool(slug="jordanian", terms=("country/jo",))
    page = visit("/tools/?q=GCC")
    assert visit(page.href("Western Asia")).cards == ["jordanian"]


def test_a_group_is_said_to_be_understood_with_the_way_to_the_words(asia, make_tool, visit):
    make_tool(slug="kuwaiti", terms=("country/kw",))
    make_tool(slug="words", summary="It tells what the gulf is.")
    page = visit("/tools/?q=Gulf")
    assert set(page.cards) == {"kuwaiti", "words"}
    assert "Understood as: Gulf Cooperation Council (6 countries)." in page.text
    assert visit(page.href("Search for the words as they are")).cards == ["words"]
