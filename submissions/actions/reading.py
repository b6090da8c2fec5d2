"""Takes the text out of the files of what is public, so that the search finds it by page."""

import json
import subprocess
import sys
from datetime import datetime
from pathlib import PurePath

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from submissions import file_text
from submissions.actions import indexing
from submissions.actions.files import path_of
from submissions.lifecycle import State
from submissions.models import Attachment, FilePage, FileReading

AT_ONCE = 20  # files for each ring; the rest waits for the next
_PATIENCE = 3 * file_text.SECONDS  # of the clock, for a child that is given little of a processor


def read_waiting(*, now: datetime) -> int:
    """Read files that nobody has read yet, and forget those that are no longer public."""
    public = _public_files()
    FileReading.objects.exclude(sha256__in=public.values("sha256")).delete()
    waiting = public.exclude(sha256__in=FileReading.objects.values("sha256"))
    one_of_each = {each.sha256: each for each in waiting.order_by("-pk")[:AT_ONCE]}
    for attachment in one_of_each.values():
        read(attachment=attachment, now=now)
    return len(one_of_each)


def read(*, attachment: Attachment, now: datetime) -> None:
    """Keep the text of one file, or why there is none, and index what it belongs to."""
    texts, problem = texts_of(attachment)
    with transaction.atomic():
        reading, is_new = FileReading.objects.get_or_create(
            sha256=attachment.sha256, defaults={"read_at": now, "problem": problem}
        )
        if not is_new:
            return  # somebody else was as quick
        FilePage.objects.bulk_create(
            FilePage(reading=reading, number=number, text=text)
            for number, text in enumerate(texts, start=1)
            if text
        )
        same = _public_files().filter(sha256=attachment.sha256).values_list("submission", flat=True)
        for submission_id in sorted(set(same)):
            indexing.index_submission(submission_id=submission_id, now=now)


def texts_of(attachment: Attachment) -> tuple[list[str], str]:
    """The texts of a file's pages, and why there are none."""
    kind = PurePath(attachment.name).suffix.lower().lstrip(".")
    command = [sys.executable, "-m", "submissions.file_text", str(path_of(attachment.sha256)), kind]
    try:
        child = subprocess.run(
            command, cwd=settings.BASE_DIR, capture_output=True, timeout=_PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        return [], "took too long"
    if child.returncode:
        last = child.stderr.decode(errors="replace").strip().splitlines()[-1:] or ["killed"]
        return [], last[0][:200]
    return json.loads(child.stdout), ""


def _public_files() -> QuerySet[Attachment]:
    return Attachment.objects.filter(submission__state=State.PUBLISHED)
