"""The README tells the whole of what comes out, and every file it names is there."""

import re
from pathlib import Path

from measurements import engine
from measurements.engine import Spec, cohorts, measure, release, standing
from measurements.engine.disclosure import draft
from measurements.engine.disclosure.panel import released_panel
from measurements.engine.robustness import robustness

FOLDER = Path(engine.__file__).parent
README = (FOLDER / "README.md").read_text(encoding="utf-8")


def test_every_key_of_the_output_is_told(small, small_spec):
    found = release(measure(small.spells, small.labour_market, small_spec)).as_dict()
    panel = robustness(small.spells, small.labour_market, small_spec)
    found["robustness"] = released_panel(panel, outcome=found)

    untold = {key for key in _keys(found) if f"`{key}`" not in README}

    settings = set(found["spec"])
    assert untold - settings - {"year", "text_da", "text_en"} == set()


def test_every_setting_is_a_flag_that_is_told():
    for name in vars(Spec)["__slots__"]:
        assert f"--{name.replace('_', '-')}" in README, name


def test_every_reason_is_told():
    reasons = {v for k, v in vars(standing).items() if k.isupper() and isinstance(v, str)}

    for reason in reasons | {cohorts.NOT_FOLLOWED, draft.SMALL_CELL, draft.FEW_OUTCOMES}:
        assert f"`{reason}`" in README, reason


def test_every_file_named_is_there():
    named = set(re.findall(r"`(\w+\.py)`", README))

    assert named
    assert {name for name in named if not (FOLDER / name).exists()} == set()


def _keys(value):
    """Keys of all objects inside, but not the codes that are keys of `differences`."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield key
            if key != "differences":
                yield from _keys(each)
    elif isinstance(value, list):
        for each in value:
            yield from _keys(each)
