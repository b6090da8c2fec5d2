"""The whole site as `make run` makes it, with demonstration content, and a Chromium to walk it.

One site for all tests here: started once, in a folder of its own, with real Redis and worker.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings

from portal import demo

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE_RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
}
START_SECONDS = 480
SHOTS = Path(settings.BASE_DIR) / "var" / "screenshots"


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert program, "no Chromium here: apt install chromium, or set CHROMIUM to its path"
    return {**browser_type_launch_args, "executable_path": program, "args": FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "locale": "da-DK"}


@dataclass
class Site:
    """The running site: its address, and everything it has printed (mails among it)."""

    url: str
    folder: Path
    printed: list[str] = field(default_factory=list)

    def wait_for(self, words: str, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if any(words in line for line in self.printed):
                return
            time.sleep(0.2)
        pytest.fail(f"not printed within {seconds} s: {words}\n" + "".join(self.printed[-40:]))

    def newest_link(self, part: str) -> str:
        """The last address in a printed mail that has this part."""
        self.wait_for(part, 30)
        links = re.findall(rf"https?://\S*{part}\S*", "".join(self.printed))
        return links[-1]


def free_port():
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(folder, *arguments, port, **environment):
    """The site as `manage.py up` makes it, until the end of the block."""
    url = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        [sys.executable, "-u", "manage.py", "up", "--port", str(port), *arguments],
        cwd=settings.BASE_DIR,
        env=os.environ
        | {"VAR_DIR": str(folder), "BASE_URL": url, "PYTHONUNBUFFERED": "1"}
        | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    site = Site(url, folder)
    listener = threading.Thread(target=lambda: site.printed.extend(process.stdout))
    listener.start()
    try:
        site.wait_for("Ctrl-C stops everything", START_SECONDS)
        yield site
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)
        listener.join()
        process.stdout.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    with running(tmp_path_factory.mktemp("site"), port=free_port()) as site:
        yield site


@pytest.fixture(scope="session")
def base_url(site):
    return site.url


@pytest.fixture
def console(page):
    """What the browser complained of: scripts, missing files, the content security policy."""
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return complaints


@pytest.fixture
def log_in(page, site):
    def log_in(email):
        page.goto("/log-ind/")
        page.get_by_label("E-mailadresse").fill(email)
        page.get_by_label("Adgangskode").fill(demo.PASSWORD)
        page.get_by_role("main").get_by_role("button", name="Log ind").click()
        page.wait_for_url("**/min-side/")

    return log_in


@pytest.fixture
def axe(page):
    """Accessibility rules broken on the page: (rule, where)."""

    def broken():
        answer = Axe().run(page, options=AXE_RULES).response
        return [
            (fault["id"], [node["target"] for node in fault["nodes"]])
            for fault in answer["violations"]
        ]

    return broken


@pytest.fixture
def shoot(page):
    """Keep a picture of the page below var/screenshots/, to be looked at by a person."""

    def shoot(name):
        SHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SHOTS / f"{name}.png", full_page=True)

    return shoot
