"""Bombs are refused by a reader that never takes much memory: measured in a process of its own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from .hostile import BOMBS

MOST_RESIDENT_MEGABYTES = 300

EXPECTED = {
    "rows.parquet": ["too_many_rows"],
    "cells.parquet": ["too_many_cells"],
    "dictionary.parquet": ["cell_too_long"],
    "page.parquet": ["too_large"],
    "sums.parquet": ["too_large"],
    "parts.xlsx": ["too_large"],
    "texts.xlsx": ["too_large"],
    "entities.xlsx": ["unreadable_xlsx"],
    "far_row.xlsx": ["too_many_rows"],
    "members.zip": ["too_many_members"],
    "inflates.zip": ["too_large"],
    "lies.zip": ["damaged_member"],
    "line.csv": ["line_too_long"],
    "lines.csv": ["too_many_rows"],
    "quote.csv": ["unterminated_quote"],
}

READER = """
import json, re, sys, tempfile, time
from pathlib import Path

import django
django.setup()
from measurements.ingest.archive import open_archive
from measurements.ingest.faults import FileRefused
from measurements.ingest.readers import read_table

def read(path):
    if path.suffix == ".zip":
        open_archive(path, name=path.name, into=Path(tempfile.mkdtemp(dir=path.parent)))
    else:
        read_table(path, name=path.name, required=("a", "b")).faults.refuse_if_any()

def told(path):
    try:
        read(path)
    except FileRefused as refused:
        return sorted({fault.code for fault in refused.faults})
    return []

def most_megabytes():
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\\s+(\\d+)", status)[1]) / 1024

found = {}
for path in map(Path, sys.argv[1:]):
    begun = time.process_time()
    codes = told(path)
    found[path.name] = [codes, most_megabytes(), time.process_time() - begun]
print(json.dumps(found))
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="asks Linux for the peak")
def test_D18_D19_D20_bombs_are_refused_in_little_memory(tmp_path):
    for name, make in BOMBS.items():
        (tmp_path / name).write_bytes(make())

    done = subprocess.run(
        [sys.executable, "-c", READER, *(str(tmp_path / name) for name in BOMBS)],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        check=False,
        text=True,
        timeout=300,
    )

    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    for name, (_, megabytes, seconds) in found.items():
        print(f"{name}: {megabytes:.0f} MB at most so far, {seconds:.1f} s")  # shown by -rP
    assert {name: codes for name, (codes, _, _) in found.items()} == EXPECTED
    assert max(megabytes for _, megabytes, _ in found.values()) < MOST_RESIDENT_MEGABYTES
