"""The command line, as its users run it: in a process of its own, without Django.

Importing takes most of a second, so what only concerns arguments and files calls `main` here.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from measurements.engine import Spec, measure, release
from measurements.engine.command import main
from measurements.engine.errors import FAULTS, WARNINGS
from tests.engine.toys import country

ROOT = Path(__file__).parents[2]
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
SETTINGS = ["--horizon", "12", "--other-horizons", "", "--minimum-people", "30"]


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """A folder with spells.csv and labour_market.csv."""
    folder = tmp_path_factory.mktemp("command")
    data = country(31)
    data.spells.to_csv(folder / "spells.csv", index=False)
    data.labour_market.to_csv(folder / "labour_market.csv", index=False)
    return folder


@dataclass(frozen=True)
class Done:
    """What a run left: its exit code and what it said."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def call(capsys):
    """Runs the command in this process."""

    def call(*arguments: str | Path) -> Done:
        returncode = main([str(each) for each in arguments])
        said = capsys.readouterr()
        return Done(returncode, said.out, said.err)

    return call


def run(*arguments: str | Path) -> Done:
    """Runs the command in a process of its own."""
    command = [sys.executable, "-m", "measurements.engine", *map(str, arguments)]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **ONE_THREAD}
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=ROOT, env=environment, timeout=120, check=False
    )
    return Done(done.returncode, done.stdout, done.stderr)


def lines(done: Done) -> list[str]:
    """What was said on standard error, without the progress."""
    return [line for line in done.stderr.splitlines() if not line.endswith(" %")]


def test_it_writes_what_measure_returns(files):
    out = files / "out.json"

    done = run(
        files / "spells.csv",
        "--labour-market",
        files / "labour_market.csv",
        *SETTINGS,
        "--json",
        out,
    )

    assert (done.returncode, done.stdout) == (0, "")
    direct = measure(
        pd.read_csv(files / "spells.csv"),
        pd.read_csv(files / "labour_market.csv"),
        Spec(horizon=12, other_horizons=(), minimum_people=30),
    )
    assert json.loads(out.read_text()) == release(direct).as_dict()


def test_progress_goes_to_standard_error_and_the_result_to_standard_output(files):
    done = run(files / "spells.csv", *SETTINGS)

    assert json.loads(done.stdout)["method"] == "expected-time@1"
    assert done.stderr.splitlines()[-1] == "Færdig: 100 %"


def test_all_flags_reach_the_run(files, call):
    done = call(
        *(files / "spells.csv", "--labour-market", files / "labour_market.csv"),
        *("--horizon", "10", "--other-horizons", "6,8", "--adjust", "full", "--draws", "200"),
        *("--seed", "9", "--minimum-people", "40", "--minimum-shown", "11", "--link", "poisson"),
        *("--sexes", "separate", "--minimum-at-risk", "2"),
        *("--level", "0.9", "--robustness"),
    )

    found = json.loads(done.stdout)
    assert found["spec"] == {
        "horizon": 10,
        "other_horizons": [6, 8],
        "adjust": "full",
        "link": "poisson",
        "sexes": "separate",
        "draws": 200,
        "seed": 9,
        "minimum_people": 40,
        "minimum_shown": 11,
        "minimum_at_risk": 2,
        "level": 0.9,
    }
    assert {"direct", "first_municipality", "other_link"} <= {
        each["code"] for each in found["robustness"]["variants"]
    }


@pytest.mark.parametrize(
    ("encoding", "separator", "decimal"),
    [
        ("utf-8", ",", "."),
        ("utf-8-sig", ";", ","),
        ("cp1252", ";", ","),
        ("utf-16", "\t", "."),
    ],
)
def test_the_usual_ways_of_writing_csv_give_the_same_result(
    tmp_path, encoding, separator, decimal, call
):
    data = country(31)
    spells = data.spells.assign(origin=data.spells.origin.replace("north", "Færøerne"))
    written = {"index": False, "encoding": encoding, "sep": separator, "decimal": decimal}
    spells.to_csv(tmp_path / "spells.csv", **written)
    data.labour_market.to_csv(tmp_path / "lm.csv", **written)

    done = call(tmp_path / "spells.csv", "--labour-market", tmp_path / "lm.csv", *SETTINGS)

    direct = measure(
        spells, data.labour_market, Spec(horizon=12, other_horizons=(), minimum_people=30)
    )
    assert json.loads(done.stdout) == release(direct).as_dict()


def test_each_fault_is_one_line_in_danish_and_nothing_is_written(files, tmp_path):
    bad = pd.read_csv(files / "spells.csv").astype({"exit": object})
    bad.loc[0, "exit"] = "mange"
    bad.loc[3, "permit_month"] = 13
    bad.to_csv(tmp_path / "bad.csv", index=False)

    done = run(tmp_path / "bad.csv", *SETTINGS, "--json", tmp_path / "out.json")

    assert done.returncode == 2
    assert lines(done) == [
        "Forløbsfilen: række 5, kolonne permit_month: 13 ligger uden for 1 .. 12.",
        "Forløbsfilen: række 2, kolonne exit: mange er ikke et helt tal.",
    ]
    assert not (tmp_path / "out.json").exists()


def test_faults_can_be_told_in_english(tmp_path, call):
    done = call(tmp_path / "nowhere.csv", "--language", "en")

    assert done.returncode == 2
    assert lines(done) == [f"The file {tmp_path}/nowhere.csv does not exist."]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", "bad.csv: der er ingen rækker med data."),
        (b"a,b,a\n1,2,3\n", "bad.csv: kolonnen a findes mere end én gang."),
        (b'person_id,exit\n1,"2\n', "kan ikke læses som CSV"),
        (b"person_id,exit\n1,2,3,4\n", "kan ikke læses som CSV"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x81", "kan ikke læses som CSV"),
    ],
)
def test_a_file_that_is_no_table_is_refused(tmp_path, content, line, call):
    (tmp_path / "bad.csv").write_bytes(content)

    done = call(tmp_path / "bad.csv")

    assert done.returncode == 2
    assert any(line in told for told in lines(done)), done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [[], ["--horizon", "x"], ["--adjust", "some"], ["--unknown"], ["--level", "2"]],
)
def test_a_command_that_makes_no_sense_is_one_line(files, arguments, call):
    spells = [files / "spells.csv"] if arguments else []

    done = call(*spells, *arguments)

    assert done.returncode == 2
    assert len(lines(done)) == 1


def test_a_place_that_cannot_be_written_to_is_told(files, call):
    done = call(files / "spells.csv", *SETTINGS, "--json", files / "nowhere" / "out.json")

    assert done.returncode == 2
    assert "kan ikke skrives" in lines(done)[0]


def test_it_runs_without_django():
    code = (
        "import sys; sys.modules['django'] = None; sys.modules['rest_framework'] = None\n"
        "import measurements.engine.command\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("code", sorted(FAULTS | WARNINGS))
def test_each_sentence_names_the_same_things_in_both_languages(code):
    import string

    named = [
        {name for _, name, _, _ in string.Formatter().parse(text) if name}
        for text in (FAULTS | WARNINGS)[code]
    ]

    assert named[0] == named[1]
    assert all(text.endswith((".", "help.")) for text in (FAULTS | WARNINGS)[code])
