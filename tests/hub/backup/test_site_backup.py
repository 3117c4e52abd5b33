"""The folder of a backup is its own."""

import datetime

from hub.backup import site_backup


def test_two_backups_in_one_second_have_a_folder_each(tmp_path, monkeypatch):
    class Clock(datetime.datetime):
        @classmethod
        def now(cls, tz=None):
            return cls(2026, 11, 30, 2, tzinfo=tz)

    monkeypatch.setattr(site_backup.datetime, "datetime", Clock)
    first, unfinished = site_backup._begin_folder(tmp_path)
    second, _unfinished = site_backup._begin_folder(tmp_path)  # beside it
    unfinished.rename(first)
    third, _unfinished = site_backup._begin_folder(tmp_path)  # after it
    names = [folder.name for folder in (first, second, third)]
    assert names == ["hub-20261130T020000Z", "hub-20261130T020000Z-2", "hub-20261130T020000Z-3"]
