"""The command of the benchmark, with a part that takes no time."""

import json
import subprocess

import pytest

from bench import __main__ as benchmark
from bench.rows import Row


@pytest.fixture
def var(tmp_path, monkeypatch):
    monkeypatch.setattr(benchmark, "VAR_DIR", tmp_path / "var")
    parts = {"follow-up files": lambda: iter([Row("rows a second", 50.0, "1/s", 40.0, True)])}
    monkeypatch.setattr(benchmark, "PARTS", parts)
    return tmp_path / "var"


@pytest.fixture
def unmeasured(monkeypatch):
    def measure():
        pytest.fail("measured before it was refused")

    monkeypatch.setattr(benchmark, "PARTS", {"slow": measure})


def test_a_run_prints_keeps_and_reports_its_rows_beside_those_of_an_earlier_one(
    var, tmp_path, capsys
):
    base = tmp_path / "earlier run.json"
    base.write_text(json.dumps([{"name": "rows a second", "value": 25.0, "unit": "1/s"}]))
    benchmark.main(["--part", "follow-up files", "--base", str(base)])
    row = next(line for line in capsys.readouterr().out.splitlines() if "rows a second" in line)
    assert row.split()[-2:] == ["25.000", "2.00"]
    assert json.loads((var / "bench.json").read_text())[0]["value"] == 50.0
    assert "25.000" in (var / "bench.html").read_text()


@pytest.mark.parametrize("name", ["missing.json", "", "folder", "text.json"])
def test_a_bad_base_is_refused_before_anything_is_measured(var, unmeasured, tmp_path, capsys, name):
    (tmp_path / "folder").mkdir()
    (tmp_path / "text.json").write_text("no figures")
    with pytest.raises(SystemExit) as refusal:
        benchmark.main(["--base", str(tmp_path / name)])
    assert refusal.value.code == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert str(tmp_path / name) in told


def test_figures_of_earlier_runs_that_are_damaged_stop_the_run_before_it_measures(
    var, unmeasured, capsys
):
    var.mkdir()
    (var / "bench.json").write_text("[")
    with pytest.raises(SystemExit) as refusal:
        benchmark.main([])
    assert refusal.value.code == 2
    assert "bench.json is no JSON." in capsys.readouterr().err
    assert (var / "bench.json").read_text() == "["


def test_make_hands_on_names_with_blanks():
    command = ["make", "--dry-run", "bench", "PART=follow-up files", "BASE=an earlier run.json"]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert '-m bench --part "follow-up files" --base "an earlier run.json"' in told
