import pytest
from jinja2 import DictLoader, Environment

from hub.web.compiled_templates import FOLDER, compiled_templates


@pytest.fixture
def render(settings, tmp_path, monkeypatch):
    """Renders a source in an environment of its own, which compiles only where ``may_compile``."""
    settings.VAR_DIR = tmp_path

    def render(source, *, may_compile=True):
        env = Environment(
            loader=DictLoader({"page": source}),
            bytecode_cache=compiled_templates(),
            autoescape=True,
        )
        if not may_compile:
            monkeypatch.setattr(env, "compile", None)
        return env.get_template("page").render(word="<a>")

    return render


def test_a_template_is_compiled_once_for_all_processes(render):
    assert render("{{ word }}") == render("{{ word }}", may_compile=False) == "&lt;a&gt;"


def test_a_source_that_changed_is_compiled_again(render):
    render("{{ word }}")
    assert render("<p>{{ word }}") == "<p>&lt;a&gt;"


def test_what_another_release_compiled_is_not_used_and_removed(render, tmp_path, monkeypatch):
    render("{{ word }}")
    monkeypatch.setattr("hub.web.compiled_templates.release", lambda: "other")
    with pytest.raises(TypeError):
        render("{{ word }}", may_compile=False)
    assert [path.name for path in (tmp_path / FOLDER).iterdir()] == ["other"]


def test_without_a_folder_each_process_compiles(render, tmp_path):
    (tmp_path / FOLDER).write_text("no folder")
    assert render("{{ word }}") == "&lt;a&gt;"
