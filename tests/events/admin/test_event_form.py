"""Events on the form of a curator: people, messages and statistics in place, mistakes named."""

import pytest

from events.models import Event
from hub.records.models import Change, Revision, Source

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
ADD = "/admin/events/event/add/"


@pytest.fixture
def curator(signed_in):
    return signed_in("curator")


def address(event):
    return f"/admin/events/event/{event.pk}/change/"


def errors(answer):
    assert answer.status_code == 200
    return answer.context["adminform"].form.errors


def test_a_new_event_is_a_draft_without_news(curator, fields_of):
    fields = fields_of(curator.get(ADD)) | {"name": "New", "slug": "new", "start": "2021-10"}
    assert curator.post(ADD, fields).status_code == 302
    assert (Event.objects.get().state, Event.objects.get().start) == ("draft", "2021-10")
    assert not Change.objects.exists()


def test_speakers_are_added_in_place(curator, change, make_event):
    event = make_event()
    answer = change(
        curator,
        address(event),
        **{
            "participations-TOTAL_FORMS": "1",
            "participations-0-name": "Theresa May",
            "participations-0-affiliation": "Former Prime Minister",
            "participations-0-role": "keynote",
            "participations-0-position": "0",
        },
    )
    assert answer.status_code == 302
    assert event.participations.get().affiliation == "Former Prime Minister"
    assert Revision.objects.get(kind="event", version=2).changed == ["speakers"]


def test_a_message_is_ascribed_to_a_speaker_of_the_event(curator, change, make_event):
    event, other = make_event(), make_event()
    may = event.participations.create(name="Theresa May")
    stranger = other.participations.create(name="A stranger")
    row = {
        "messages-TOTAL_FORMS": "1",
        "messages-0-text": "Governments must lead.",
        "messages-0-position": "0",
    }
    answer = change(
        curator, address(event), **row, **{"messages-0-participation": str(stranger.pk)}
    )
    assert answer.status_code == 200
    change(curator, address(event), **row, **{"messages-0-participation": str(may.pk)})
    assert event.messages.get().who == "Theresa May"


def test_a_speaker_may_go_while_her_message_is_changed(curator, change, make_event):
    event = make_event()
    may = event.participations.create(name="Theresa May")
    event.messages.create(text="x", participation=may)
    answer = change(
        curator,
        address(event),
        **{"participations-0-DELETE": "on", "messages-0-text": "Other words."},
    )
    assert answer.status_code == 302
    message = event.messages.get()
    assert (message.text, message.participation) == ("Other words.", None)


def test_a_statistic_is_recorded_with_whose_finding_it_is(
    curator, change, make_event, make_organisation
):
    event, body = make_event(), make_organisation()
    source = Source.objects.create(title="Global Report")
    change(
        curator,
        address(event),
        **{
            "statistics-TOTAL_FORMS": "1",
            "statistics-0-value": "84 %",
            "statistics-0-counts": "of detected victims",
            "statistics-0-finding_of": str(body.pk),
            "statistics-0-year": "2022",
            "statistics-0-source": str(source.pk),
            "statistics-0-position": "0",
        },
    )
    assert event.statistics.get().finding_of == body


def test_a_statistic_of_nobody_is_an_error_at_its_field(curator, change, make_event):
    source = Source.objects.create(title="Global Report")
    answer = change(
        curator,
        address(make_event()),
        **{
            "statistics-TOTAL_FORMS": "1",
            "statistics-0-value": "84 %",
            "statistics-0-counts": "of detected victims",
            "statistics-0-source": str(source.pk),
            "statistics-0-position": "0",
        },
    )
    assert "Say whose finding it is" in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"start": "2021-13"}, "start"),
        ({"start": "yesterday"}, "start"),
        ({"start": "2021-10-07", "end": "2021-10-06"}, "end"),
        ({"time_zone": "Europe/Atlantis"}, "time_zone"),
        ({"start": "2021", "start_time": "10:00", "time_zone": "Europe/Vienna"}, "start_time"),
        ({"start": "2021-10-07", "start_time": "10:00"}, "time_zone"),
        ({"start": "2021-10-07", "end_time": "10:00"}, "end_time"),
        ({"slug": "feed"}, "slug"),
        ({"url": "javascript:alert(1)"}, "url"),
    ],
)
def test_a_mistake_is_named_at_its_field(curator, change, make_event, typed, field):
    assert field in errors(change(curator, address(make_event()), **typed))


def test_nothing_typed_is_lost_with_a_mistake(curator, change, make_event):
    answer = change(
        curator,
        address(make_event()),
        start="2021-13",
        theme="A theme of many words",
        **{
            "participations-TOTAL_FORMS": "1",
            "participations-0-name": "Somebody typed",
            "participations-0-position": "0",
        },
    )
    page = answer.content.decode()
    for typed in ("2021-13", "A theme of many words", "Somebody typed"):
        assert typed in page


def test_no_constraint_is_named_to_a_curator(curator, change, make_event):
    answer = change(curator, address(make_event()), start="2021-10-07", end="2021-10-06")
    assert "Constraint" not in answer.content.decode()


def test_an_event_is_not_made_a_part_of_itself(curator, change, make_event):
    event = make_event()
    assert "parent" in errors(change(curator, address(event), parent=str(event.pk)))


def test_a_cancelled_event_is_news_and_raises_the_sequence(curator, change, make_event):
    event = make_event(start="2023-03-08")
    change(curator, address(event), status="cancelled")
    event.refresh_from_db()
    assert event.sequence == 1
    assert Change.objects.get().what == "cancelled"


@pytest.mark.parametrize("verb", ["review", "publish", "archive"])
def test_verbs_are_those_of_the_tools(curator, make_event, verb):
    event = make_event(state="published" if verb == "archive" else "draft")
    given = {"seen_version": event.version, "reason": "because"}
    answer = curator.post(f"/admin/events/event/{event.pk}/do/{verb}/", given)
    event.refresh_from_db()
    assert answer.status_code == 302
    assert (
        event.state == {"review": "in_review", "publish": "published", "archive": "archived"}[verb]
    )


def test_the_list_of_events_can_be_searched(curator, make_event):
    make_event(name="Vienna Forum")
    assert "Vienna Forum" in curator.get("/admin/events/event/?q=vienna").content.decode()


def test_the_first_page_says_what_waits(curator, make_event):
    make_event(state="in_review")
    page = curator.get("/admin/").content.decode()
    assert "/admin/events/event/?state__exact=in_review" in page


def test_a_reader_without_the_role_sees_no_event(signed_in, make_event):
    assert signed_in().get(address(make_event())).status_code in (302, 403)


def test_a_figure_that_lost_a_word_comes_back_with_all_that_was_typed(curator, change, make_event):
    event, source = make_event(), Source.objects.create(title="A report")
    typed = {
        "statistics-TOTAL_FORMS": "1",
        "statistics-0-value": "1 in 5",
        "statistics-0-counts": "girls is exploited",
        "statistics-0-published_in": "A report",
        "statistics-0-source": str(source.pk),
        "statistics-0-position": "0",
        "statistics-0-quote": "one in five girls is reportedly sexually exploited",
        "statistics-0-place_in_source": "page 4",
    }
    answer = change(curator, address(event), **typed)
    page = answer.content.decode()
    assert (answer.status_code, event.statistics.count()) == (200, 0)
    assert "“reportedly”, “sexually”" in page
    assert all(text in page for text in ("girls is exploited", "page 4", "one in five girls is"))
    typed["statistics-0-counts"] = "girls is reportedly sexually exploited"
    assert change(curator, address(event), **typed).status_code == 302
    assert event.statistics.get().place_in_source == "page 4"
    assert Revision.objects.get(kind="event", version=2).changed == ["statistics"]


def test_a_message_has_the_words_of_its_source(curator, change, make_event):
    event = make_event()
    row = {
        "messages-TOTAL_FORMS": "1",
        "messages-0-text": "Laws are late.",
        "messages-0-quote": "les lois tardent",
        "messages-0-quote_language": "fr",
        "messages-0-position": "0",
    }
    assert change(curator, address(event), **row).status_code == 302
    assert event.facts()["messages"] == [
        ["Laws are late.", None, None, "les lois tardent", None, "fr"]
    ]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"registration_url": "ftp://example.org/x"}, "beginning with https:// or http://"),
        ({"registration_url": "mailto:a@example.org"}, "beginning with https:// or http://"),
        ({"start": "2999", "status": "held"}, "It has not begun yet"),
        ({"start": "2021", "registration_deadline": "2022"}, "cannot close after the event"),
        ({"usual_month": "4"}, "A usual month needs the series"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(curator, change, make_event, typed, sentence):
    answer = change(curator, address(make_event()), **typed)
    assert sentence in str(errors(answer)[next(reversed(typed))])


def test_registration_outcome_and_owner_are_recorded(
    curator, change, make_event, make_organisation, make_term
):
    event, keeper = make_event(start="2021", terms=("series/forum",)), make_organisation()
    typed = {
        "registration_url": "https://example.org/in", "registration_deadline": "2021",
        "outcome_state": "being-recorded", "owner": str(keeper.pk), "status": "held",
        "usual_month": "9",
    }  # fmt: skip
    assert change(curator, address(event), **typed).status_code == 302
    facts = event.facts()
    assert (facts["owner_id"], facts["usual_month"], facts["outcome_state"]) == (
        keeper.pk, 9, "being-recorded",
    )  # fmt: skip
