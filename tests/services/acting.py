"""One verb in a process of its own, as a web worker carries it out: it may be killed on the way.

python -m tests.services.acting publish <person> <round> <seal>
"""

import os
import sys
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.core.files import File  # noqa: E402
from django.utils import timezone  # noqa: E402

from measurements import outbox  # noqa: E402
from measurements.actions import inputs, publication  # noqa: E402
from measurements.models import InputKind, Round  # noqa: E402
from submissions.actions import linking  # noqa: E402


def upload(person, pk, path):
    with Path(path).open("rb") as file:
        inputs.store_input(
            measured=Round.objects.get(pk=pk),
            kind=InputKind.SPELLS,
            file=File(file, "forloeb.csv"),
            by=person,
            now=timezone.now(),
        )


def publish(person, pk, seal):
    publication.publish_round(
        measured=Round.objects.get(pk=pk), approved_sha256=seal, by=person, now=timezone.now()
    )


def relink(person, slug):
    linking.relink_round(round_slug=slug, now=timezone.now())


def send_mail(person, pk):
    outbox.deliver(message_id=int(pk), now=timezone.now())


def tell_and_sleep(seconds, sleep=time.sleep):
    """A place that hangs sleeps; the test hears of it, and kills us."""
    print("hanging", flush=True)
    sleep(seconds)


if __name__ == "__main__":
    time.sleep = tell_and_sleep
    verb, email, *arguments = sys.argv[1:]
    globals()[verb](get_user_model().objects.get(email=email), *arguments)
