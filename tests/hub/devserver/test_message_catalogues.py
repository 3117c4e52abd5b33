import gettext
import os

import pytest

from hub.devserver import message_catalogues


@pytest.fixture
def source(tmp_path):
    source = tmp_path / "fr" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8"\n\n'
        'msgid "Tools"\nmsgstr "Outils"\n'
    )
    return source


def test_a_compiled_message_is_found(source, tmp_path):
    message_catalogues.compile_all(tmp_path)
    assert gettext.translation("django", tmp_path, ["fr"]).gettext("Tools") == "Outils"


def test_what_is_up_to_date_is_left_alone(source, tmp_path):
    message_catalogues.compile_all(tmp_path)
    os.utime(source, (1, 1))
    assert message_catalogues.compile_all(tmp_path) == 0


def test_a_folder_without_messages_is_no_problem(tmp_path):
    assert message_catalogues.compile_all(tmp_path / "none") == 0
