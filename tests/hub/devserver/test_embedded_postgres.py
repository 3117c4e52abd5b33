import pytest

from hub.devserver import embedded_postgres
from hub.devserver.process_group import CannotStart


@pytest.fixture
def make_programs(tmp_path):
    def make_programs(folder):
        for name in ("initdb", "postgres"):
            program = tmp_path / folder / name
            program.parent.mkdir(parents=True, exist_ok=True)
            program.write_text("#!/bin/sh\n")
            program.chmod(0o755)
        return tmp_path / folder

    return make_programs


def test_debians_newest_comes_first(make_programs, tmp_path):
    make_programs("9.6/bin")
    newest = make_programs("17/bin")
    assert embedded_postgres.find_programs(debian=tmp_path) == newest


def test_the_path_comes_before_the_wheel(make_programs, tmp_path):
    ours = make_programs("ours")
    assert embedded_postgres.find_programs(debian=tmp_path, path=str(ours)) == ours


def test_the_wheel_is_used_where_there_is_nothing_else(tmp_path):
    found = embedded_postgres.find_programs(debian=tmp_path, path=str(tmp_path))
    assert "embedded_postgres" in found.parts


def test_the_one_in_the_wheel_answers_on_its_socket(process_group, tmp_path):
    bundled = embedded_postgres.find_programs(debian=tmp_path, path=str(tmp_path))
    process, address = embedded_postgres.start(process_group, bundled)
    assert embedded_postgres.answers(address)
    process_group.stop(process)
    assert process.returncode == 0


def test_a_user_other_than_root_needs_no_disguise(tmp_path, monkeypatch):
    monkeypatch.setattr(embedded_postgres.os, "geteuid", lambda: 1000)
    assert embedded_postgres.become_ordinary(tmp_path, tmp_path) == ([], tmp_path)


def test_where_no_namespace_is_allowed_root_becomes_another_user(tmp_path, monkeypatch):
    given = []
    monkeypatch.setattr(embedded_postgres.os, "geteuid", lambda: 0)
    monkeypatch.setattr(
        embedded_postgres.os, "chown", lambda *arguments: given.append(arguments[0])
    )
    monkeypatch.setattr(embedded_postgres, "works", lambda command: command[0] == "setpriv")
    before, _ = embedded_postgres.become_ordinary(tmp_path, tmp_path)
    assert before[0] == "setpriv"
    assert given == [tmp_path]


def test_the_other_user_gets_a_copy_of_programs_he_cannot_reach(tmp_path, monkeypatch):
    bundled = tmp_path / "root" / "embedded_postgres" / "pginstall" / "bin"
    bundled.mkdir(parents=True)
    (bundled / "initdb").touch()
    monkeypatch.setattr(embedded_postgres.os, "geteuid", lambda: 0)
    monkeypatch.setattr(embedded_postgres.os, "chown", lambda *arguments: None)
    monkeypatch.setattr(
        embedded_postgres,
        "works",
        lambda command: command[0] == "setpriv" and "programs" in command[-2],
    )
    folder = tmp_path / "folder"
    _, programs = embedded_postgres.become_ordinary(bundled, folder)
    assert programs == folder / "programs" / "embedded_postgres" / "pginstall" / "bin"
    assert (programs / "initdb").exists()


def test_root_who_can_become_nobody_is_told_so(tmp_path, monkeypatch):
    monkeypatch.setattr(embedded_postgres.os, "geteuid", lambda: 0)
    monkeypatch.setattr(embedded_postgres.os, "chown", lambda *arguments: None)
    monkeypatch.setattr(embedded_postgres, "works", lambda command: False)
    with pytest.raises(CannotStart, match="refuses to run as root"):
        embedded_postgres.become_ordinary(tmp_path, tmp_path)
