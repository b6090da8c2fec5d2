"""`manage.py up`: starts everything, survives a killed child, leaves nothing running."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import closing

import psutil
import pytest
from django.conf import settings

pytestmark = [
    pytest.mark.services,
    pytest.mark.skipif("DATABASE_URL" in os.environ, reason="about the embedded defaults"),
]


@pytest.fixture
def port():
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def start(tmp_path):
    """Starts the site in a folder of its own, as `make run` does; ends it after the test."""
    started = []

    def start(port, **environment):
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        process = subprocess.Popen(
            [sys.executable, "manage.py", "up", "--port", str(port), "--without-demo"],
            cwd=settings.BASE_DIR,
            env=kept | {"VAR_DIR": str(tmp_path / "var")} | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=30)
        process.stdout.close()


def read_until(process, words):
    for line in process.stdout:
        if words in line:
            return
    pytest.fail(f"ended without saying: {words}")


def status(port, path="/health/"):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
        return answer.status


def worker_of(site):
    """The id of the living worker's process, or None while there is none."""
    for child in psutil.Process(site.pid).children():
        if child.status() != psutil.STATUS_ZOMBIE and "worker" in child.cmdline():
            return child.pid
    return None


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_one_signal_ends_all_it_started(start, port, number):
    site = start(port)
    read_until(site, "Ctrl-C stops everything")
    family = psutil.Process(site.pid).children(recursive=True)
    assert status(port) == 200
    assert len(family) >= 5

    site.send_signal(number)
    site.wait(timeout=30)

    assert [process for process in family if process.is_running()] == []


def test_links_name_the_port_that_was_chosen(start, port):
    read_until(start(port), f"runs at http://127.0.0.1:{port}/")

    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as answer:
        page = answer.read().decode()

    assert f'hreflang="en" href="http://127.0.0.1:{port}/en/"' in page


def test_a_killed_worker_is_started_again(start, port):
    site = start(port)
    read_until(site, "Ctrl-C stops everything")
    first = worker_of(site)

    os.kill(first, signal.SIGKILL)

    deadline = time.monotonic() + 20
    while worker_of(site) in {None, first} and time.monotonic() < deadline:
        time.sleep(0.2)
    assert worker_of(site) not in {None, first}


def test_a_taken_port_is_one_line_that_says_what_to_do(start, port):
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", port))
        other.listen()

        site = start(port)
        said, _ = site.communicate(timeout=30)

    assert site.returncode == 1
    assert f"port {port} is taken" in said
    assert "Traceback" not in said


def test_an_unreachable_database_is_one_line_that_says_what_to_do(start, port):
    site = start(port, DATABASE_URL="postgres://nobody@127.0.0.1:1/none")

    said, _ = site.communicate(timeout=60)

    assert site.returncode == 1
    assert "Check DATABASE_URL" in said
    assert "Traceback" not in said
