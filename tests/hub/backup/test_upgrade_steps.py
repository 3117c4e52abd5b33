"""The steps of an upgrade, one by one; `test_site_upgrade` goes the whole way."""

import shutil

import pytest

from hub.backup import site_upgrade, stored_rows
from hub.backup.site_upgrade import NOTE, PROBED, Upgrade, UpgradeError, expected_etag
from hub.records.models import SearchState

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines():
    return []


@pytest.fixture
def upgrade(lines, tmp_path, settings):
    settings.VAR_DIR = tmp_path
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


def test_a_web_server_that_is_away_is_told(upgrade, monkeypatch, lines):
    monkeypatch.setattr(site_upgrade, "PROBE_SECONDS", 0.1)
    with pytest.raises(UpgradeError, match="the web server does not answer"):
        upgrade.probe_web_server()
    assert "    # no backup was taken: use your last one" in lines


@pytest.mark.parametrize(
    ("problem", "told"),
    [(ValueError("Missing\nentry"), "ValueError: Missing entry"), (KeyError("a"), "KeyError: 'a'"),
     (UpgradeError("Locked."), r"^Locked\.$")],
)  # fmt: skip
def test_whatever_goes_wrong_the_way_back_is_told(upgrade, lines, problem, told):
    with pytest.raises(UpgradeError, match=told), upgrade._way_back():
        raise problem
    for line in ("systemctl stop", "systemctl start"):
        assert f"    {line} hub-web.socket hub-web hub-worker hub-mail hub-beat" in lines


def test_so_it_is_when_somebody_ends_it(upgrade, lines):
    with pytest.raises(KeyboardInterrupt), upgrade._way_back():
        raise KeyboardInterrupt
    assert "    git checkout <the release of before>" in lines


def way_back_after(upgrade, lines, folder):
    """The line about the backup, in a run that took this one and failed."""
    lines.clear()
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
    upgrade._note_backup(folder)
    with pytest.raises(UpgradeError), upgrade._way_back():
        raise UpgradeError
    (line,) = (line.strip() for line in lines if "restore " in line or line.startswith("    #"))
    return line


def test_the_way_back_is_by_the_backup_of_the_first_run(upgrade, lines, tmp_path, monkeypatch):
    """Of the newer schema the release of before reads none."""
    migrations = stored_rows.applied_migrations()
    monkeypatch.setattr(stored_rows, "applied_migrations", lambda: migrations[:-1])
    assert (
        way_back_after(upgrade, lines, tmp_path / "hub-1") == f"manage.py restore {tmp_path}/hub-1"
    )
    # Nothing was migrated: what was changed between the two runs is in the second alone.
    assert (
        way_back_after(upgrade, lines, tmp_path / "hub-2") == f"manage.py restore {tmp_path}/hub-2"
    )
    monkeypatch.undo()
    assert (
        way_back_after(upgrade, lines, tmp_path / "hub-3") == f"manage.py restore {tmp_path}/hub-2"
    )
    (tmp_path / "hub-2").rmdir()
    assert "hub-2 has GONE" in way_back_after(upgrade, lines, tmp_path / "hub-4")


def test_a_first_run_without_a_backup_leaves_none_to_the_second(
    upgrade, lines, tmp_path, monkeypatch
):
    migrations = stored_rows.applied_migrations()
    monkeypatch.setattr(stored_rows, "applied_migrations", lambda: migrations[:-1])
    assert "no backup was taken" in way_back_after(upgrade, lines, None)
    monkeypatch.undo()
    assert "no backup was taken" in way_back_after(upgrade, lines, tmp_path / "hub-2")


def test_once_the_new_release_answers_there_is_no_way_back_to_keep(upgrade, tmp_path, monkeypatch):
    upgrade._note_backup(tmp_path / "hub-1")
    assert (tmp_path / NOTE).exists()
    monkeypatch.setattr(Upgrade, "_what_is_wrong", lambda self: "")
    upgrade.probe_web_server()
    assert not (tmp_path / NOTE).exists()


def test_a_restart_that_fails_is_told(lines, tmp_path):
    failing = Upgrade(None, "sh -c 'echo no such unit >&2; exit 3'", "", lines.append)
    with pytest.raises(UpgradeError, match="no such unit"):
        failing._restart()
