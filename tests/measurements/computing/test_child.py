"""A computation cannot take the worker with it, whatever the file makes it do. Real processes."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from measurements.computing import child
from measurements.computing.job import Broken, Found, Job, JobFile, Limits, Refused

from ..rounds.spell_file import LABOUR_MARKET, SPELLS

MISBEHAVING = Path(__file__).with_name("misbehaving.py")
READING = {"success": "work_2_months", "data_end": None}
SPEC = {"horizon": 72, "minimum_people": 80, "adjust": "within", "draws": 100, "seed": 1}
LIMITS = Limits(memory=1500 * 2**20, seconds=30, file=10 * 2**20)


@pytest.fixture
def folder(tmp_path):
    own = tmp_path / "own"
    own.mkdir()
    return own


@pytest.fixture
def ask(folder, monkeypatch):
    """Starts a child that misbehaves in the given way; `without` names walls to take away."""

    def ask(what, *, without=(), spec=SPEC, watch=lambda stage, share: None, **limits):
        monkeypatch.setattr(
            child, "COMMAND", [sys.executable, "-P", str(MISBEHAVING), what, *without]
        )
        limits = {"memory": LIMITS.memory, "seconds": 30, "file": LIMITS.file} | limits
        job = Job(kind="computation", files=(), reading=READING, spec=spec, history=[])
        return child.compute(job, Limits(**limits), folder=folder, watch=watch)

    return ask


@pytest.fixture
def measure(folder, tmp_path):
    """Has the real child measure these bytes."""

    def measure(spells, *, kind="computation"):
        (tmp_path / "a").write_bytes(spells)
        (tmp_path / "b").write_bytes(LABOUR_MARKET)
        files = (
            JobFile("spells", tmp_path / "a", "forloeb.csv"),
            JobFile("labour_market", tmp_path / "b", "kommuner_aar.csv"),
        )
        job = Job(kind=kind, files=files, reading=READING, spec=SPEC, history=[])
        heard = []
        answer = child.compute(job, LIMITS, folder=folder, watch=lambda *where: heard.append(where))
        return answer, heard

    return measure


# --- what it answers


def test_a_child_answers_with_what_was_read_and_every_figure(measure):
    answer, heard = measure(SPELLS)

    assert isinstance(answer, Found)
    assert answer.report["spells"]["rows"] == SPELLS.count(b"\n") - 1
    assert len(answer.outcome["municipalities"]) == 4
    assert "files" in {stage for stage, _share in heard}


def test_a_validation_reads_and_does_not_measure(measure):
    answer, _heard = measure(SPELLS, kind="validation")

    assert answer.report["spells"]["people"] > 0
    assert answer.outcome == {}


def test_a_file_that_cannot_be_used_comes_back_with_its_faults(measure):
    answer, _heard = measure(SPELLS.replace(b"2003-05-01", b"2003-02-31", 1))

    assert isinstance(answer, Refused)
    fault = answer.files[0].faults[0]
    assert (fault["code"], fault["row"], fault["column"]) == ("bad_date", 2, "permit_date")


def test_a_file_that_is_gone_is_said_to_be_gone(folder):
    job = Job("computation", (JobFile("spells", Path("/nowhere"), "x.csv"),), READING, SPEC, [])

    answer = child.compute(job, LIMITS, folder=folder, watch=lambda *where: None)

    assert answer.code == "file_missing"


# --- memory, time, disk, signals


def test_c13_a_child_that_wants_too_much_memory_is_told_no(ask):
    answer = ask("eat_memory", memory=1200 * 2**20)

    assert (answer.code, answer.exception) == ("memory", "MemoryError")


def test_c13_without_the_limit_it_takes_more_than_it_may(ask):
    """The control: the same child, with the limit off, grows past it until time stops it."""
    largest = []

    def look(stage, share):
        largest.extend(p.memory_info().rss for p in psutil.Process().children())
        if max(largest, default=0) > 1300 * 2**20:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        ask("eat_memory", without=["memory"], memory=1200 * 2**20, watch=look)


@pytest.mark.parametrize("what", ["sleep", "burn"])
def test_c15_a_child_that_never_comes_to_an_end_is_ended(ask, what):
    began = time.monotonic()

    answer = ask(what, seconds=2)

    assert answer == Broken("timeout")
    assert time.monotonic() - began < 4


def test_c15_a_child_whose_worker_is_frozen_runs_out_of_processor_time(ask):
    """Nobody looks at the clock then; the kernel counts."""

    def freeze(stage, share):
        time.sleep(4)

    assert ask("burn", seconds=1, watch=freeze).code == "timeout"


def test_a_child_that_writes_too_much_is_told_that_there_is_no_room(ask):
    assert ask("fill_the_disk").code == "disk_full"


def test_a_crash_tells_the_signal_and_where_it_struck(ask):
    answer = ask("die")

    assert (answer.code, answer.exception) == ("crashed", "SIGSEGV")
    assert "misbehaving.py" in answer.where


def test_a_child_that_leaves_without_a_word_has_crashed(ask):
    assert ask("leave") == Broken("crashed", exception="exit 3")


def test_a_child_that_never_stops_talking_is_ended(ask, monkeypatch):
    monkeypatch.setattr(child, "MOST_ANSWERED", 2**20)
    monkeypatch.setattr(child, "LEAVE_SECONDS", 0.1)

    assert ask("talk_without_end").code == "crashed"


def test_what_the_watcher_raises_ends_the_child_within_a_second(ask):
    ended = threading.Event()

    def stop(stage, share):
        if stage == "fitting":
            ended.set()
            raise InterruptedError

    with pytest.raises(InterruptedError):
        ask("sleep", watch=stop)

    assert ended.is_set()
    assert psutil.Process().children() == []


# --- what it may not see, say or reach


def test_nothing_about_a_person_comes_back_from_an_error(ask, capfd):
    answer = ask("quote_a_person")

    assert (answer.code, answer.exception) == ("unexpected", "ValueError")
    assert "quote_a_person" in answer.where
    assert "4711" not in str(answer)
    assert "4711" not in "".join(capfd.readouterr())


def test_it_sees_no_secrets_no_database_and_only_its_own_folder(ask, folder, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "secret")
    monkeypatch.setenv("DATABASE_URL", "postgres://user:password@host/name")

    told = ask("tell_of_itself").report

    assert not {"SECRET_KEY", "DATABASE_URL", "DJANGO_SETTINGS_MODULE"} & set(told["environment"])
    assert told["modules"] == []
    assert Path(told["folder"]) == folder
    assert told["nice"] >= 10


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's own wall")
def test_it_is_the_first_to_go_when_the_machine_runs_out_of_memory(ask):
    assert ask("tell_of_itself").report["oom"] == "1000"


@pytest.fixture
def port():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


def test_it_reaches_no_network(ask, port):
    answer = ask("call_home", spec={"port": port})

    assert (answer.code, answer.exception) == ("unexpected", "PermissionError")


def test_without_the_wall_it_would_reach_the_network(ask, port):
    """The control of the test above."""
    assert ask("call_home", spec={"port": port}, without=["network"]).report == {"connected": True}


def test_it_starts_no_program(ask):
    assert ask("start_a_program").exception == "PermissionError"


# --- its parent


PARENT = """
import sys, tempfile
from pathlib import Path
from measurements.computing import child
from measurements.computing.job import Job, Limits
child.COMMAND = [sys.executable, "-P", *sys.argv[1:]]
said = False
def watch(stage, share):
    global said
    if stage and not said:
        print("computing", flush=True)
        said = True
child.compute(Job("computation", (), {}, {}, []), Limits(2**31, 60, 2**20),
              folder=Path(tempfile.mkdtemp()), watch=watch)
"""


def start_parent(tmp_path, *walls):
    """A process with a computing child; returns both."""
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(MISBEHAVING), "sleep", *walls],
        stdout=subprocess.PIPE,
        env=dict(os.environ) | {"TMPDIR": str(tmp_path)},
    )
    parent.stdout.readline()
    (computing,) = psutil.Process(parent.pid).children()
    return parent, computing


def kill(parent):
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()


def test_c01_a_child_does_not_outlive_a_worker_that_was_killed(tmp_path):
    parent, computing = start_parent(tmp_path)

    kill(parent)

    _gone, alive = psutil.wait_procs([computing], timeout=2)
    assert alive == []


def test_c01_without_the_watch_it_would_compute_on_for_nobody(tmp_path):
    """The control of the test above."""
    parent, computing = start_parent(tmp_path, "parent")

    kill(parent)

    _gone, alive = psutil.wait_procs([computing], timeout=1)
    computing.kill()
    assert alive == [computing]
