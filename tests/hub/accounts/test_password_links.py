"""A link to choose a password, after the site was restored from a backup."""

import pytest

from hub.accounts.mails import password_link
from hub.records.models import SearchState

pytestmark = pytest.mark.django_db


def is_valid(client, link):
    path = link[link.index("/accounts/") :]
    return b'name="password1"' in client.get(path, follow=True).content


def test_a_link_of_before_a_restore_chooses_no_password(make_person, client):
    """The password that was chosen by it since is the former one again."""
    link = password_link(person := make_person())
    assert is_valid(client, link)
    SearchState.begin_epoch()
    assert not is_valid(client, link)
    assert is_valid(client, password_link(person))
