"""The steps of an upgrade, one by one; `test_site_upgrade` goes the whole way."""

import shutil

import pytest

from hub.backup import site_upgrade
from hub.backup.site_upgrade import PROBED, Upgrade, UpgradeError, expected_etag
from hub.records.models import SearchState

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines():
    return []


@pytest.fixture
def upgrade(lines, tmp_path):
    return Upgrade(tmp_path / "backups", "", "http://127.0.0.1:1", lines.append)


def test_the_page_that_is_probed_has_the_etag_that_is_expected(client):
    """Of this code: any other release, setting or change of a record makes another."""
    etag = client.get(PROBED, headers={"accept-encoding": "identity"}).headers["ETag"]
    assert etag == expected_etag(PROBED)
    SearchState.begin_epoch()
    assert etag != expected_etag(PROBED)


def test_too_little_room_is_told_before_anything_is_done(upgrade, monkeypatch, tmp_path):
    usage = shutil.disk_usage(tmp_path)._replace(free=1024)
    monkeypatch.setattr(site_upgrade.shutil, "disk_usage", lambda folder: usage)
    with pytest.raises(UpgradeError, match=r"There is too little room in .*: 0 MB are free"):
        upgrade.run()
    assert not (tmp_path / "backups").exists()


def test_settings_that_cannot_be_used_are_told_before_anything_is_done(upgrade, settings, tmp_path):
    settings.ALLOWED_HOSTS = ["*"]
    with pytest.raises(UpgradeError, match="ALLOWED_HOSTS"):
        upgrade.run()
    assert not (tmp_path / "backups").exists()


def test_a_web_server_that_is_away_is_told(upgrade, monkeypatch):
    monkeypatch.setattr(site_upgrade, "PROBE_SECONDS", 0.1)
    with pytest.raises(UpgradeError, match="the web server does not answer"):
        upgrade._probe()


def test_a_restart_that_fails_is_told(lines, tmp_path):
    failing = Upgrade(None, "sh -c 'echo no such unit >&2; exit 3'", "", lines.append)
    with pytest.raises(UpgradeError, match="no such unit"):
        failing._restart()
