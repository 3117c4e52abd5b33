"""A process that has started needs no file of its release any more."""

from pathlib import Path

import pytest
from django.conf import settings
from django.template import TemplateDoesNotExist, engines

from hub.web.preload import preload

TEMPLATES = settings.BASE_DIR / "templates"


@pytest.mark.parametrize(("name", "folder"), [("jinja2", "site"), ("django", "django")])
def test_no_template_is_read_once_a_process_has_started(settings, monkeypatch, name, folder):
    # Written anew, so that engines are new that have compiled nothing.
    settings.TEMPLATES = [one | {"OPTIONS": dict(one["OPTIONS"])} for one in settings.TEMPLATES]
    preload()
    read = Path.open
    monkeypatch.setattr("builtins.open", refuse)
    monkeypatch.setattr(Path, "open", refuse)
    for path in (TEMPLATES / folder).rglob("*.*"):
        engines[name].get_template(path.relative_to(TEMPLATES / folder).as_posix())
    monkeypatch.setattr(Path, "open", read)
    with pytest.raises((TemplateDoesNotExist, AssertionError)):
        engines[name].get_template("nobody/asked/for/this.html")


def refuse(*args, **kwargs):
    raise AssertionError("a file is read")
