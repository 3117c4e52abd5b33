"""Files that forges and editors read: nothing else here would notice that one is wrong."""

import json
import re
import tomllib
from pathlib import Path

import pytest
import yaml

from hub.devserver import python_versions

ROOT = Path(__file__).resolve().parent.parent
GITHUB, GITLAB = ".github/workflows/tests.yml", ".gitlab-ci.yml"
ISSUES = ("correction", "fault", "idea")
TEMPLATES = [
    *(f".github/ISSUE_TEMPLATE/{name}.md" for name in ISSUES),
    *(f".gitlab/issue_templates/{name}.md" for name in ISSUES),
    ".github/pull_request_template.md",
    ".gitlab/merge_request_templates/Default.md",
]


def text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def jobs(path: str) -> dict[str, dict]:
    """The jobs of a workflow file by name."""
    workflow = yaml.safe_load(text(path))
    if path == GITHUB:
        return workflow["jobs"]
    return {
        name: job for name, job in workflow.items() if isinstance(job, dict) and "script" in job
    }


def commands(path: str) -> list[str]:
    """The shell commands of all jobs, with each value of a matrix put in for its variable."""
    lines = []
    for job in jobs(path).values():
        steps = [step["run"] for step in job.get("steps", ()) if "run" in step]
        matrix = (
            job.get("strategy", {}).get("matrix", {})
            | job.get("parallel", {"matrix": [{}]})["matrix"][0]
        )
        for line in "\n".join([*steps, *job.get("script", ())]).splitlines():
            named = re.search(r"\$\{\{ matrix\.(\w+) \}\}|\$([A-Z]+)", line)
            values = matrix[named[1] or named[2]] if named else [""]
            lines += [line.replace(named[0], value) if named else line for value in values]
    return lines


def workflow_versions(path: str) -> tuple[set[str], set[str]]:
    """The versions on which `make test` must pass in a workflow, and those on which it may fail."""
    test = jobs(path)["test"]
    if path == GITHUB:
        versions = set(test["strategy"]["matrix"]["python"])
        may_fail = set(re.findall(r"matrix\.python == '([\d.]+)'", test["continue-on-error"]))
        return versions - may_fail, may_fail
    following = jobs(path)["test-next"]
    assert following["allow_failure"] is True
    assert "allow_failure" not in test
    return tuple(set(job["parallel"]["matrix"][0]["PYTHON"]) for job in (test, following))


@pytest.mark.parametrize(
    "path",
    [
        "LICENSE", "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md",
        "CODE_OF_CONDUCT.md", ".editorconfig", ".gitattributes", ".pre-commit-config.yaml",
        "renovate.json", GITHUB, GITLAB, *TEMPLATES,
    ],
)  # fmt: skip
def test_a_file_that_forges_look_for_exists(path):
    assert text(path).strip()


@pytest.mark.parametrize("path", TEMPLATES)
def test_a_template_warns_of_what_must_not_be_written(path):
    content = text(path)
    assert "No names of victims or survivors, no case data" in content
    assert "Something dangerous" in content
    assert "SECURITY.md" in content


@pytest.mark.parametrize("name", ISSUES)
def test_both_forges_ask_the_same(name):
    without_front_matter = text(f".github/ISSUE_TEMPLATE/{name}.md").split("\n---\n\n", 1)[1]
    assert without_front_matter == text(f".gitlab/issue_templates/{name}.md")


@pytest.mark.parametrize("path", [GITHUB, GITLAB])
def test_a_workflow_calls_only_make_targets_that_exist(path):
    phony = re.search(r"^\.PHONY: (.+)$", text("Makefile"), re.MULTILINE)
    targets = [re.fullmatch(r"make ([a-z-]+)", command) for command in commands(path)]
    assert all(targets), commands(path)
    assert {"test", "check", "test-slow", "coverage"} == {target[1] for target in targets}
    assert {target[1] for target in targets} <= set(phony[1].split())


@pytest.mark.parametrize("path", [GITHUB, GITLAB])
def test_a_workflow_runs_on_every_python_we_promise(path):
    project = tomllib.loads(text("pyproject.toml"))["project"]
    classifiers = " ".join(project["classifiers"])
    promised = set(re.findall(r"Python :: (3\.\d+)", classifiers))
    required, may_fail = workflow_versions(path)
    assert required == promised
    assert required | may_fail == set(python_versions.VERSIONS)
    assert project["requires-python"] == f">={python_versions.VERSIONS[0]}"
    assert set(re.findall(r"\b3\.\d+\b", text(".ci/run"))) == {python_versions.VERSIONS[0]}


def test_an_action_of_others_is_named_by_its_digest():
    used = re.findall(r"uses: \S+@(\S+)", text(GITHUB))
    assert used
    assert [version for version in used if not re.fullmatch(r"[0-9a-f]{40}", version)] == []


def test_the_hooks_before_a_commit_fetch_nothing():
    repositories = yaml.safe_load(text(".pre-commit-config.yaml"))["repos"]
    assert [repository["repo"] for repository in repositories] == ["local"]
    assert {hook["language"] for hook in repositories[0]["hooks"]} == {"system"}


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_renovate_can_pin_again_what_make_lock_pins(name):
    """It reads the command from the head of the file, and takes values only after equals signs."""
    (pattern,) = json.loads(text("renovate.json"))["pip-compile"]["managerFilePatterns"]
    options = re.search(r"^LOCK = \S+/uv pip compile --quiet (.+)$", text("Makefile"), re.MULTILINE)
    assert re.search(pattern.strip("/"), f"{name}.txt")
    assert text(f"{name}.txt").splitlines()[1] == (
        f"#    uv pip compile {options[1]} {name}.in --output-file={name}.txt"
    )
