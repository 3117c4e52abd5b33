"""The container image and the files that start it: by their rules, then built and run."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from hub.web.release import read_version
from tests.plugins import container_engine
from tests.plugins.container_engine import Engine, NoEngineError, RegistryError

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "docs" / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
OURS = sorted(name for name, service in COMPOSE["services"].items() if "build" in service)
WALLS = (
    "--read-only", "--tmpfs=/tmp", "--cap-drop=all", "--security-opt=no-new-privileges",
    "--network=none",
)  # fmt: skip
SITE = ("--env=SITE_ADDRESS=https://hub.example.org", "--env=BEHIND_PROXY=1")
PREPARE = "python manage.py make_secrets && python manage.py migrate --no-input"
ASKED = """
import sys, urllib.request as u
request = u.Request("http://127.0.0.1:8000" + sys.argv[1], headers={"X-Forwarded-Proto": "https"})
answer = u.urlopen(request, timeout=20)
print(answer.status, answer.headers.get("Cache-Control"))
print(answer.read().decode())
"""


def tool(name: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name(name)
    return subprocess.run(
        [program, *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, check=False
    )


# The files


def test_hadolint_finds_nothing():
    done = tool("hadolint", "--failure-threshold", "style", DEPLOY / "Dockerfile")
    assert (done.returncode, done.stdout) == (0, "")


def test_hadolint_would_find_something(tmp_path):
    (tmp_path / "Dockerfile").write_text("FROM python\nRUN cd /tmp\n")
    assert tool("hadolint", tmp_path / "Dockerfile").returncode == 1


@pytest.mark.parametrize(
    ("schema", "path"),
    [("compose-spec", "docs/deploy/compose.yaml"), ("renovate", "renovate.json")],
)
def test_a_file_is_one_of_its_schema(schema, path):
    done = tool("check-jsonschema", "--builtin-schema", f"vendor.{schema}", path)
    assert done.returncode == 0, done.stdout


def test_a_word_that_compose_does_not_know_is_found(tmp_path):
    wrong = yaml.safe_dump({"services": {"web": {"image": "hub", "read_onyl": True}}})
    (tmp_path / "compose.yaml").write_text(wrong)
    done = tool(
        "check-jsonschema", "--builtin-schema", "vendor.compose-spec", tmp_path / "compose.yaml"
    )
    assert done.returncode == 1


@pytest.mark.parametrize("name", OURS)
def test_each_of_our_services_may_write_nothing_but_its_folder(name):
    service = COMPOSE["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["volumes"] == ["var:/var/lib/hub"]


@pytest.mark.parametrize("name", OURS)
def test_only_the_web_server_is_asked_whether_it_is_well(name):
    """The question is the image's: it has no other place, and no other process answers it."""
    asked = COMPOSE["services"][name]["healthcheck"]
    assert "test" not in asked
    assert asked.get("disable", False) == (name != "web")


def test_whoever_waits_waits_for_a_service_that_there_is():
    for service in COMPOSE["services"].values():
        assert set(service.get("depends_on", {})) <= COMPOSE["services"].keys()
        used = {mount.partition(":")[0] for mount in service.get("volumes", ())}
        assert used <= COMPOSE["volumes"].keys()


def test_the_base_is_named_once_with_its_series():
    (base,) = re.findall(r"^ARG BASE=(.+)$", DOCKERFILE, re.MULTILINE)
    assert re.fullmatch(r"docker\.io/library/python:3\.11-slim-trixie(@sha256:[0-9a-f]{64})?", base)
    assert re.findall(r"^FROM (.+)$", DOCKERFILE, re.MULTILINE) == ["${BASE}"]


# The image, where there is an engine


@pytest.fixture(scope="module")
def engine_and_base() -> tuple[Engine, str]:
    (base,) = re.findall(r"^ARG BASE=(.+)$", DOCKERFILE, re.MULTILINE)
    try:
        return container_engine.find_engine(base)
    except NoEngineError as reason:
        pytest.skip(f"The container image is not tried here: {reason}.")


@pytest.fixture(scope="module")
def engine(engine_and_base) -> Engine:
    return engine_and_base[0]


@pytest.fixture(scope="module")
def image(engine_and_base) -> Iterator[str]:
    engine, base = engine_and_base
    tag = f"localhost/hub-test:{os.getpid()}"
    try:
        engine.build(DEPLOY / "Dockerfile", ROOT, base, tag)
    except RegistryError as reason:
        pytest.skip(f"The container image is not tried here: {reason}.")
    yield tag
    engine.run("rmi", "--force", tag)


class Site:
    """The web server of the image in a container without any network, on SQLite."""

    def __init__(self, engine: Engine, image: str) -> None:
        self.engine, self.image, self.name = engine, image, f"hub-test-{os.getpid()}"
        self.clear()
        self.engine.run("volume", "create", self.name)
        self.options = (*WALLS, *SITE, f"--volume={self.name}:/var/lib/hub", *engine.running)
        done = engine.run("run", "--rm", *self.options, image, "sh", "-c", PREPARE)
        assert done.returncode == 0, done.stderr[-4000:]
        done = engine.run("run", "--detach", f"--name={self.name}", *self.options, image)
        assert done.returncode == 0, done.stderr[-4000:]

    def execute(self, *command: str) -> subprocess.CompletedProcess[str]:
        return self.engine.run("exec", self.name, *command)

    def get(self, path: str) -> tuple[str, str]:
        """Status and Cache-Control in one line, and the body."""
        done = self.execute("python", "-c", ASKED, path)
        assert done.returncode == 0, done.stderr
        head, _, body = done.stdout.partition("\n")
        return head, body

    def is_well(self) -> bool:
        """By the question of the image itself."""
        described = json.loads(self.engine.run("image", "inspect", self.image).stdout)[0]
        check = described.get("Healthcheck") or described["Config"]["Healthcheck"]
        assert check["Test"][0] == "CMD"
        return self.execute(*check["Test"][1:]).returncode == 0

    def clear(self) -> None:
        self.engine.run("rm", "--force", "--volumes", self.name)
        self.engine.run("volume", "rm", "--force", self.name)


@pytest.fixture(scope="module")
def site(engine, image) -> Iterator[Site]:
    site = Site(engine, image)
    deadline = time.monotonic() + 300
    while not site.is_well():
        assert time.monotonic() < deadline, site.engine.run("logs", site.name)
        time.sleep(0.5)
    yield site
    site.clear()


@pytest.mark.slow
def test_it_answers_readers_without_any_network(site):
    head, page = site.get("/about/")
    assert head.startswith("200 ")
    assert f"Version {read_version(ROOT)}." in page


@pytest.mark.slow
def test_its_style_sheet_was_collected_when_it_was_built(site):
    (sheet,) = re.findall(r'<link rel="stylesheet" href="([^"]+)"', site.get("/about/")[1])
    head, rules = site.get(sheet)
    assert head == "200 max-age=315360000, public, immutable"
    assert "{" in rules


@pytest.mark.slow
def test_it_runs_as_nobody_in_particular(site):
    assert site.execute("id", "-u").stdout.strip() == "10001"
    status = site.execute("cat", "/proc/1/status").stdout
    assert re.search(r"^CapEff:\s+0+$", status, re.MULTILINE)
    assert re.search(r"^NoNewPrivs:\s+1$", status, re.MULTILINE)


@pytest.mark.slow
def test_it_writes_in_its_folder_and_nowhere_else(site):
    assert site.execute("touch", "/var/lib/hub/written").returncode == 0
    for folder in ("/srv/hub", "/etc", "/usr/local"):
        assert "Read-only file system" in site.execute("touch", f"{folder}/written").stderr


def environment(engine: Engine, image: str) -> set[str]:
    """Names of the variables that an image sets."""
    described = json.loads(engine.run("image", "inspect", image).stdout)[0]
    return {line.partition("=")[0] for line in described["Config"].get("Env") or ()}


@pytest.mark.slow
def test_nothing_secret_is_in_it(engine, image, engine_and_base):
    done = engine.run(
        "run", "--rm", "--network=none", *engine.running, image, "find", "/srv", "/root",
        "/var/lib/hub", "(", "-name", "*_key", "-o", "-name", ".git", "-o", "-name", "*.sqlite3",
        "-o", "-name", "environment", ")", "-not", "-path", "/srv/hub/hub/environment*",
    )  # fmt: skip
    assert done.stdout == ""
    added = environment(engine, image) - environment(engine, engine_and_base[1])
    assert "VAR_DIR" in added
    assert [name for name in added if re.search("KEY|PASSWORD|SECRET|TOKEN|URL", name)] == []


@pytest.mark.slow
def test_where_no_web_server_answers_the_container_is_not_well(engine, image):
    (question,) = re.findall(r'^    CMD (\["python", "-c", "import urllib.+\])$', DOCKERFILE, re.M)
    done = engine.run("run", "--rm", *WALLS, *engine.running, image, *json.loads(question))
    assert "Connection refused" in done.stderr
    assert done.returncode != 0
