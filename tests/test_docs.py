"""The documentation is tested: what it names exists, and what exists is named."""

import ast
import hashlib
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.backup.site_upgrade import UNITS

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "docs" / "deploy"
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ROOMS = PROJECT["tool"]["importlinter"]["root_packages"]
SOURCES = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]

# Variables that are not ours: they belong to the system, to Django and to gunicorn's children.
NOT_OURS = {"XDG_RUNTIME_DIR", "DJANGO_SETTINGS_MODULE", "OPENBLAS_NUM_THREADS"}
# compose.yaml's own: they become a part of DATABASE_URL and of REDIS_URL.
OF_COMPOSE = {"POSTGRES_PASSWORD", "REDIS_PASSWORD"}
# Made by `make messages`, and kept from the day of the first translation.
NOT_YET = {"hub/locale/django.pot"}


def text(path: Path | str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def section(page: str, heading: str) -> str:
    """The lines of a page under a heading of the second level."""
    return re.split(r"^## ", text(page).partition(f"\n## {heading}\n")[2], flags=re.MULTILINE)[0]


def first_column(table: str) -> set[str]:
    return set(re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE))


def variables_read(path: Path) -> Iterator[str]:
    """Names given to hub.environment's functions and to os.environ in one file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            holder, name = ast.unparse(node.func.value), node.args[0]
        elif isinstance(node, ast.Subscript):
            holder, name = ast.unparse(node.value), node.slice
        else:
            continue
        if holder in ("env", "environment", "os.environ") and isinstance(name, ast.Constant):
            yield str(name.value)


def code_of(page: Path) -> str:
    """What stands in backticks, in fences and in indented blocks."""
    lines = text(page)
    spans = re.findall(r"`+([^`]+)`+", lines)
    return "\n".join([*spans, *re.findall(r"^    .+$", lines, re.MULTILINE)])


def anchors(page: Path) -> set[str]:
    """Anchors of the headings, as forges make them."""
    found = set()
    for heading in re.findall(r"^#+ (.+)$", text(page), re.MULTILINE):
        words = re.sub(r"[^\w\- ]", "", heading.replace("`", "").lower())
        found.add(words.strip().replace(" ", "-"))
    return found


def links(page: Path) -> list[str]:
    found = re.findall(r"\]\(([^)\s]+)\)", text(page))
    return [link for link in found if not re.match(r"[a-z]+:", link)]


def targets() -> set[str]:
    phony = re.search(r"^\.PHONY: (.+)$", text("Makefile"), re.MULTILINE)
    assert phony
    return set(phony[1].split())


def test_every_variable_that_is_read_is_documented():
    read = {name for path in SOURCES for name in variables_read(path)} - NOT_OURS
    assert "SITE_ADDRESS" in read
    assert read - first_column(section("docs/production.md", "Settings")) == set()


def test_every_documented_variable_is_read():
    read = {name for path in SOURCES for name in variables_read(path)}
    assert first_column(section("docs/production.md", "Settings")) - read == set()


def test_the_readme_names_no_variable_that_is_not_documented():
    named = first_column(text("README.md"))
    assert "PORT" in named
    assert named <= first_column(section("docs/production.md", "Settings"))


def test_every_command_is_documented_and_every_documented_one_exists():
    files = (path for path in SOURCES if path.parent.name == "commands")
    commands = {path.stem for path in files if not path.stem.startswith("_")}
    assert first_column(section("docs/production.md", "Commands")) == commands


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_make_target_on_a_page_exists(page):
    named = set(re.findall(r"(?:^|\s|;)make ([a-z][a-z-]*)", code_of(page), re.MULTILINE))
    assert named <= targets()


def test_every_make_target_is_on_some_page():
    said = "\n".join(code_of(page) for page in PAGES)
    assert {name for name in targets() - {"help"} if f"make {name}" not in said} == set()


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_somewhere(page):
    broken = []
    for link in links(page):
        path, _, anchor = link.partition("#")
        to = (page.parent / path).resolve() if path else page
        if not to.exists() or (anchor and anchor not in anchors(to)):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_file_of_the_source_on_a_page_exists(page):
    rooms = r"`((?:hub|catalogue|events|tests|templates|static|bench|docs|\.ci)/[\w./-]*)`"
    named = re.findall(rooms, text(page))
    assert [path for path in set(named) - NOT_YET if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("page", DECISIONS, ids=name_of)
def test_every_decision_says_context_decision_and_consequences(page):
    headings = re.findall(r"^## (.+)$", text(page), re.MULTILINE)
    wanted = ["Context", "Decision", "Consequences"]
    assert [heading for heading in headings if heading in wanted] == wanted


def test_decisions_are_numbered_without_a_gap():
    numbers = [int(path.name[:4]) for path in DECISIONS]
    assert numbers == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize("listed", ["requirements.in", "requirements-dev.in"])
def test_every_package_has_its_reason(listed):
    packages = re.findall(r"^([A-Za-z][\w-]*)", text(listed), re.MULTILINE)
    said = text("docs/decisions/0002-packages.md")
    assert [name for name in packages if not re.search(rf"(?<![\w-]){name}(?![\w-])", said)] == []


def test_every_package_that_has_a_reason_is_required():
    tables = text("docs/decisions/0002-packages.md")
    rows = re.findall(r"^\| (`.+?`) \|", tables, re.MULTILINE)
    named = {name for row in rows for name in re.findall(r"`([\w-]+)", row)}
    required = text("requirements.in") + text("requirements-dev.in")
    assert named <= set(re.findall(r"^([A-Za-z][\w-]*)", required, re.MULTILINE))


def test_the_licence_is_the_text_of_the_agpl():
    digest = hashlib.sha256((ROOT / "LICENSE").read_bytes()).hexdigest()
    # Of https://www.gnu.org/licenses/agpl-3.0.txt
    assert digest == "0d96a4ff68ad6d4b6f1f30f713b18d5184912ba8dd389f86aa7710db079abcb0"


def test_the_example_environment_names_only_documented_variables():
    named = set(re.findall(r"^#? ?([A-Z_]+)=", text(DEPLOY / "environment.example"), re.MULTILINE))
    assert "DATABASE_URL" in named
    assert named - OF_COMPOSE <= first_column(section("docs/production.md", "Settings"))


@pytest.mark.parametrize("started_by", ["hub-web.service", "Dockerfile"])
def test_the_web_server_is_started_without_a_log_of_readers(started_by):
    said = text(DEPLOY / started_by)
    assert "--logger-class=hub.devserver.gunicorn_logger.QuietLogger" in said
    assert "--access-logfile" not in said


def test_every_file_for_production_is_on_its_page():
    linked = set(re.findall(r"\]\(deploy/([^)]+)\)", text("docs/production.md")))
    assert {path.name for path in DEPLOY.iterdir() if path.suffix != ".dockerignore"} == linked


def test_who_stops_or_starts_the_web_server_does_so_with_its_socket():
    """While systemd listens, it starts the web server again for the next reader."""
    page = " ".join(text("docs/production.md").split())
    lines = re.findall(r"systemctl (?:stop|start) (hub-web[a-z.]*(?: hub-[a-z.]+)*)", page)
    assert len(lines) == 6
    # The other: where there is no socket yet, the web server holds the port.
    assert set(lines) == {UNITS, "hub-web"}
    assert "systemctl stop hub-web; systemctl enable --now hub-web.socket hub-web" in page


def test_what_is_run_in_a_container_migrates_nothing_first():
    runs = re.findall(r"compose \.\.\. run (.*)", text("docs/production.md"))
    assert len(runs) == 4
    assert [run for run in runs if "--no-deps" not in run] == []


def test_backups_are_written_where_the_unit_may_write():
    """The unit has the walls of the others, and one folder more, which is made on the first day."""
    unit, other = text(DEPLOY / "hub-backup.service"), text(DEPLOY / "hub-beat.service")
    settings = other.partition("[Service]")[2].partition("[Install]")[0].splitlines()
    walls = settings[settings.index("StateDirectory=hub") :]
    assert "NoNewPrivileges=yes" in walls
    assert set(walls) <= set(unit.splitlines())
    assert "manage.py backup /srv/backups\n" in unit
    assert "ReadWritePaths=/srv/backups\n" in unit
    first_day = section("docs/production.md", "With systemd")
    assert "install -d -o hub -g hub -m 700 /srv/backups" in first_day
    assert re.search(r"createuser .*--createdb", first_day)
    assert re.search(r"systemctl enable --now .*hub-backup\.timer", first_day)


@pytest.mark.parametrize("room", ROOMS)
def test_the_image_holds_every_room(room):
    assert f"COPY {room} ./{room}\n" in text(DEPLOY / "Dockerfile")
    assert f"!{room}\n" in text(DEPLOY / "Dockerfile.dockerignore")


def test_nginx_writes_down_nothing_about_a_reader():
    said = re.sub(r"^\s*#.*$", "", text(DEPLOY / "nginx.conf"), flags=re.MULTILINE)
    formats = " ".join(re.findall(r"log_format [^;]+;", said))
    telling = (
        r"\$(request\b|request_uri|args|query_string|arg_|remote_|http_|cookie_|binary_remote)"
    )
    assert re.findall(telling, formats) == []
    assert set(re.findall(r"error_log \S+ (\w+);", said)) == {"emerg"}
    assert set(re.findall(r"access_log ([^;]+);", said)) == {"off"}


def test_caddy_leaves_out_the_lines_that_hold_requests():
    said = re.sub(r"^\s*#.*$", "", text(DEPLOY / "Caddyfile"), flags=re.MULTILINE)
    assert re.search(r"log default \{\s*exclude http\s*\}", said)
    assert len(re.findall(r"^\s*log\b", said, re.MULTILINE)) == 1
