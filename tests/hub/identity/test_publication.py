"""A version holds from its publication on, in every process, and an earlier one can hold again."""

import pytest
from django.test.utils import override_settings
from django.utils import translation

from hub.identity.identity import known_identity
from hub.identity.models import IdentityVersion
from hub.identity.publication import PublishedMeanwhileError, publish, restore
from hub.identity.site_identity import current_identity, identity_shown, newest_identity, site_name
from hub.records import seq_cache
from hub.records.models import SearchState
from hub.records.models.search_state import committed

pytestmark = pytest.mark.django_db


def kept():
    """As another request of this process finds it: the numbers of the database are read anew."""
    with SearchState.held():
        return current_identity()


@override_settings(SITE_NAME="The setting", CONTACT_EMAIL="setting@example.org")
def test_what_a_version_leaves_empty_is_that_of_the_settings():
    assert site_name() == "The setting"
    publish({"contact": "own@example.org"}, based_on=0, by=None)
    site = current_identity()
    assert (site.name, site.contact, site.short) == (
        "The setting", "own@example.org", "The setting"
    )  # fmt: skip


def test_publishing_raises_the_number_of_every_page(make_tool):
    make_tool()
    before = committed()
    publish({"name": "Another"}, based_on=0, by=None)
    after = committed()
    assert after.seq > before.seq
    assert after.kinds["identity"] == after.seq
    assert after.terms_seq == after.seq


def test_a_process_that_published_nothing_sees_it_with_its_next_request():
    assert current_identity().number == 0
    publish({"name": "Another"}, based_on=0, by=None)
    seq_cache.clear_caches()  # another process has none of these
    assert current_identity().name == "Another"
    assert known_identity().name == "Another"


def test_a_version_that_was_published_meanwhile_is_not_overwritten(make_person):
    publish({"name": "First"}, based_on=0, by=make_person())
    with pytest.raises(PublishedMeanwhileError):
        publish({"name": "Second"}, based_on=0, by=make_person())
    assert newest_identity().name == "First"


def test_an_earlier_version_comes_back_as_a_new_one():
    publish({"name": "First"}, based_on=0, by=None)
    publish({"name": "Second"}, based_on=1, by=None)
    restore(1, based_on=2, by=None)
    assert (newest_identity().number, current_identity().name) == (3, "First")
    assert IdentityVersion.objects.get(number=3).restored == 1


@override_settings(SITE_NAME="The setting")
def test_so_does_the_site_without_one():
    publish({"name": "First"}, based_on=0, by=None)
    restore(0, based_on=1, by=None)
    assert current_identity().name == "The setting"


def test_a_version_that_never_was_cannot_come_back():
    with pytest.raises(IdentityVersion.DoesNotExist):
        restore(7, based_on=0, by=None)


def test_a_draft_is_shown_within_and_nowhere_else():
    draft = newest_identity().__class__(0, {"name": "Draft"}, is_draft=True)
    with identity_shown(draft):
        assert site_name() == "Draft"
    assert site_name() != "Draft"


def test_a_text_is_that_of_the_page_else_of_the_site():
    publish({"texts": {"about": {"en": "We *help*."}}}, based_on=0, by=None)
    with translation.override("ar"):
        text = current_identity().text("about")
    assert (str(text.html), text.language) == ("<p>We <em>help</em>.</p>\n", "en")
    assert current_identity().text("home") is None


def test_a_site_that_never_published_asks_for_nothing(django_assert_num_queries):
    numbers = committed()
    assert "identity" not in numbers.kinds
    with SearchState.held():
        current_identity()
        with django_assert_num_queries(0):
            current_identity()
