"""The one-way streets hold, and each contract bites when a forbidden import is added."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("portal", "submissions", "measurements")

FORBIDDEN = {
    "portal > submissions > measurements": (
        "measurements/danish.py",
        "import submissions.apps",
    ),
    "The engine is plain Python: no Django, nothing of ours outside it": (
        "measurements/engine/spec.py",
        "import django.conf",
    ),
    "Raw figures stay in the engine: what leaves was released": (
        "measurements/payload.py",
        "import measurements.engine.outcome",
    ),
    "Other rooms reach measurements through measurements.published only": (
        "portal/pages.py",
        "import measurements.models",
    ),
    "The portal reaches submissions through submissions.published only": (
        "portal/pages.py",
        "import submissions.models",
    ),
    "Numeric libraries live in engine and ingest": (
        "measurements/published.py",
        "import numpy",
    ),
    "Inside measurements: pages ask, presenters present, verbs write, models keep": (
        "measurements/models/run.py",
        "import measurements.actions.runs",
    ),
    "Inside the administration: pages ask, presenters present": (
        "measurements/manage/words.py",
        "import measurements.manage.forms",
    ),
    "Inside the hearing: pages ask, presenters present": (
        "measurements/hearing/drafts.py",
        "import measurements.hearing.views",
    ),
    "Inside submissions: pages ask, presenters present, verbs write, models keep": (
        "submissions/lifecycle.py",
        "import submissions.models",
    ),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=folder,
        capture_output=True,
        text=True,
    )


def contract_names() -> list[str]:
    import tomllib

    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return [contract["name"] for contract in settings["tool"]["importlinter"]["contracts"]]


@pytest.fixture
def copy(tmp_path):
    for room in ROOMS:
        shutil.copytree(
            ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__", "static")
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_contract_has_a_negative_control():
    assert set(contract_names()) == set(FORBIDDEN)


def test_the_streets_hold(copy):
    done = lint(copy)

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("contract", FORBIDDEN)
def test_a_contract_bites(copy, contract):
    file, line = FORBIDDEN[contract]
    with (copy / file).open("a") as source:
        source.write(f"\n{line}\n")

    done = lint(copy)

    assert done.returncode == 1
    assert f"{contract} BROKEN" in " ".join(done.stdout.split())
