"""`manage.py up`: the whole site on this machine, until Ctrl-C. What `make run` ends in."""

import os
import shutil
import signal
import socket
import sys
import time
from argparse import ArgumentParser
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection

from portal import demo, embedded_redis
from portal.processes import Child, Family

MEGABYTES_NEEDED = 200


class Command(BaseCommand):
    help = "Starts database, Redis, worker, timer and web server, and keeps them running"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--without-demo", action="store_true", help="no demonstration content")

    def handle(self, *, port: int, without_demo: bool, **options: object) -> None:
        sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]  # seen through pipes
        # Mails and links name the address that people open, whatever the port.
        os.environ.setdefault("BASE_URL", f"http://127.0.0.1:{port}")
        self.family = Family(lambda text: self.stderr.write(f"  {text}"))
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _stop)
        try:
            call_command("check")
            self.check_room(port)
            self.start_redis()
            self.prepare_database()
            self.start_workers()
            self.start_web(port)
            if not without_demo:
                self.load_demo()
            self.say_where(port, with_demo=not without_demo)
            while True:
                time.sleep(1)
                self.family.tend()
        except SystemExit:
            self.stdout.write("\nStopping …")
            # A second signal must not leave anyone behind.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
        finally:
            self.family.end()
        self.stdout.write("Stopped. Everything is kept in var/; 'make run' goes on from there.")

    def check_room(self, port: int) -> None:
        """A port to listen on and room to write in, before anything is started."""
        with closing(socket.socket()) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as problem:
                raise CommandError(
                    f"port {port} is taken. Stop what uses it, or choose another: "
                    f"make run PORT={port + 1}"
                ) from problem
        free = shutil.disk_usage(settings.VAR).free // 2**20
        if free < MEGABYTES_NEEDED:
            raise CommandError(
                f"{free} MB free where {settings.VAR} is; make {MEGABYTES_NEEDED} MB free first"
            )

    def start_redis(self) -> None:
        if settings.EMBEDDED_REDIS_SOCKET:
            if embedded_redis.program() is None:
                raise CommandError(
                    "there is no Redis for this kind of machine in the wheel. "
                    "Install Redis and set REDIS_URL=redis://127.0.0.1:6379/0"
                )
            if embedded_redis.answers(settings.CELERY_BROKER_URL):
                raise CommandError("the site already runs from this folder; stop it there first")
            self.family.add(
                Child(
                    "Redis",
                    embedded_redis.command(settings.EMBEDDED_REDIS_SOCKET),
                    _log("redis"),
                )
            )
        for _attempt in range(100):
            if embedded_redis.answers(settings.CELERY_BROKER_URL):
                return
            time.sleep(0.1)
        raise CommandError(
            "Redis does not answer. " + _hint("REDIS_URL", "redis", settings.REDIS_URL)
        )

    def prepare_database(self) -> None:
        try:
            connection.ensure_connection()
        except OperationalError as problem:
            raise CommandError(
                f"the database does not answer: {str(problem).splitlines()[0]}. Check DATABASE_URL"
            ) from problem
        self.stdout.write("  Preparing the database …")
        call_command("migrate", verbosity=0)
        call_command("load_reference")

    def start_workers(self) -> None:
        celery = [sys.executable, "-m", "celery", "--app", "portal"]
        self.family.add(
            Child(
                "The worker",
                [*celery, "worker", "--loglevel", "WARNING", "--concurrency", "2"],
                _log("worker"),
            )
        )
        self.family.add(
            Child("The timer", [*celery, "beat", "--loglevel", "WARNING"], _log("timer"))
        )

    def start_web(self, port: int) -> None:
        self.stdout.write("  Starting the web server …")
        gunicorn = [sys.executable, "-m", "gunicorn", "portal.wsgi", "--bind", f"127.0.0.1:{port}"]
        self.family.add(
            Child(
                "The web server",
                [*gunicorn, "--workers", "2", "--threads", "4"]
                + ["--graceful-timeout", "3", "--log-level", "warning"],
            )
        )
        for _attempt in range(300):
            if _healthy(port):
                return
            time.sleep(0.1)
        raise CommandError("the web server does not answer; what it said stands above")

    def load_demo(self) -> None:
        if settings.PRODUCTION:
            return
        try:
            demo.load(say=lambda text: self.stdout.write(f"  {text}"))
        except (CommandError, OSError) as problem:
            # The site is of use without it, so say so and go on.
            self.stderr.write(f"  Demonstration content is not complete: {problem}")

    def say_where(self, port: int, *, with_demo: bool) -> None:
        site = f"http://127.0.0.1:{port}"
        lines = ["", f"Integrationsviden runs at {site}/", ""]
        if with_demo and not settings.PRODUCTION:
            lines += [
                f"  The demonstration round   {site}{demo.round_address()}",
                f"  The round of 2009         {site}/maalinger/effektmaaling-2009/",
                f"  Sharing a method          {site}/del-din-integrationsviden/",
                f"  Open data                 {site}/api/",
                "",
                f"  Log in at {site}/log-ind/ with the password {demo.PASSWORD}",
                *(f"    {person.email:<34} {person.what}" for person in demo.PEOPLE),
                "",
            ]
        lines += ["Mails are printed here. Logs are in var/log. Ctrl-C stops everything.", ""]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()


def _stop(number: int, frame: object) -> None:
    raise SystemExit(0)


def _log(name: str) -> Path:
    folder = settings.VAR / "log"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{name}.log"


def _healthy(port: int) -> bool:
    try:
        with closing(HTTPConnection("127.0.0.1", port, timeout=2)) as line:
            line.request("GET", "/health/")
            return line.getresponse().status == 200
    except OSError:
        return False


def _hint(setting: str, log: str, is_set: object) -> str:
    return f"Check {setting}" if is_set else f"What it said is in {_log(log)}"
