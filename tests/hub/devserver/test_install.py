import sys

import pytest

from hub.devserver import install


@pytest.fixture
def installed(monkeypatch):
    """The lists of requirements that would have been installed."""
    installed = []
    monkeypatch.setattr(install, "works", lambda python: True)
    monkeypatch.setattr(install, "install", lambda python, files: installed.append(files))
    return installed


@pytest.fixture
def requirements(tmp_path):
    path = tmp_path / "requirements.txt"
    path.write_text("django==5.2\n")
    return path


def test_an_old_python_is_told_so(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    with pytest.raises(SystemExit, match=r"Python 3\.11 or newer is needed"):
        install.check_python()


def test_a_missing_venv_module_is_told_with_its_package(monkeypatch):
    monkeypatch.setattr(install.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SystemExit, match="python3-venv"):
        install.check_python()


def test_the_same_requirements_are_installed_once(installed, requirements, tmp_path):
    install.main(tmp_path, [requirements])
    install.main(tmp_path, [requirements])
    assert installed == [[requirements]]


def test_changed_requirements_are_installed_again(installed, requirements, tmp_path):
    install.main(tmp_path, [requirements])
    requirements.write_text("django==5.2.1\n")
    install.main(tmp_path, [requirements])
    assert len(installed) == 2
