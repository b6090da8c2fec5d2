"""Takes the text out of the files of what is shared: for editors, and for the search by page."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from measurements import uploads
from submissions import file_text, storage
from submissions.actions import indexing
from submissions.lifecycle import State
from submissions.models import Attachment, FilePage, FileReading, FileState

AT_ONCE = 20  # files for each ring; the rest waits for the next
_PATIENCE = 3 * file_text.SECONDS  # of the clock, for a child that is given little of a processor
_ALIVE = (State.DRAFT, State.UNCONFIRMED, State.SUBMITTED, State.RETURNED, State.PUBLISHED)


def read_waiting(*, now: datetime) -> int:
    """Read files that nobody has read yet, and forget those whose submission is over."""
    wanted = _wanted()
    FileReading.objects.exclude(sha256__in=wanted.values("sha256")).delete()
    waiting = wanted.exclude(sha256__in=FileReading.objects.values("sha256"))
    one_of_each = {each.sha256: each for each in waiting.order_by("-pk")[:AT_ONCE]}
    for attachment in one_of_each.values():
        read(attachment=attachment, now=now)
    return len(one_of_each)


def read(*, attachment: Attachment, now: datetime) -> None:
    """Keep the text of one file, or why there is none, and index what it belongs to."""
    with TemporaryDirectory(prefix="file-") as folder:
        copy = Path(folder) / "copy"
        storage.copy_to(attachment.public_sha256, copy)
        texts, problem = texts_of(copy, kind=uploads.kind_of(attachment.name))
    with transaction.atomic():
        if not keep(attachment.sha256, texts, problem=problem, now=now):
            return
        same = _public_files().filter(sha256=attachment.sha256).values_list("submission", flat=True)
        for submission_id in sorted(set(same)):
            indexing.index_submission(submission_id=submission_id, now=now)


def keep(sha256: str, texts: Sequence[str], *, problem: str, now: datetime) -> bool:
    """Keep the texts of a file's pages; False where somebody else was as quick."""
    reading, is_new = FileReading.objects.get_or_create(
        sha256=sha256, defaults={"read_at": now, "problem": problem}
    )
    if is_new:
        FilePage.objects.bulk_create(
            FilePage(reading=reading, number=number, text=text)
            for number, text in enumerate(texts, start=1)
            if text
        )
    return is_new


def texts_of(path: Path, *, kind: str) -> tuple[list[str], str]:
    """The texts of a file's pages, and why there are none."""
    command = [sys.executable, "-m", "submissions.file_text", str(path), kind]
    try:
        child = subprocess.run(
            command,
            cwd=settings.BASE_DIR,
            # It has no use for the secrets in our environment.
            env={"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(settings.BASE_DIR)},
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return [], "took too long"
    if child.returncode:
        last = child.stderr.decode(errors="replace").strip().splitlines()[-1:] or ["killed"]
        return [], last[0][:200]
    return json.loads(child.stdout), ""


def _wanted() -> QuerySet[Attachment]:
    """Files that a child has written a clean copy of, and that somebody may still look at."""
    alive = Q(submission=None) | Q(submission__state__in=_ALIVE)
    return (
        Attachment.objects.filter(alive).exclude(public_sha256="").exclude(state=FileState.REFUSED)
    )


def _public_files() -> QuerySet[Attachment]:
    return Attachment.objects.filter(state=FileState.CLEAN, submission__state=State.PUBLISHED)
