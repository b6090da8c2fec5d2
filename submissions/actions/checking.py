"""Lets a file out of quarantine, or refuses it: taken apart in a child, then seen by the scanner.

What came is never given out. The copy that everybody may have is written by the child; texts and
pictures are taken from that copy, so that editors see what the public will get.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import transaction
from django.db.models import F

from measurements import scanner, uploads
from measurements.filecheck import child, cpr
from measurements.filecheck.reasons import Reason, Refusal
from submissions import storage
from submissions.actions import indexing, messages, reading
from submissions.models import Attachment, FilePicture, FileState, Problem

logger = logging.getLogger(__name__)

AT_ONCE = 20  # files for each ring; the rest waits for the next
MOST_ATTEMPTS = 3  # of a child that gives up; a scanner is waited for as long as it takes
LONGEST_PAUSE = timedelta(hours=1)
_CHECKED_WITHOUT = ""  # no scanner


@dataclass(frozen=True, slots=True)
class _Prepared:
    """What the children made of a file."""

    public_sha256: str
    public_size: int
    findings: dict[str, object]
    texts: list[str]
    problem: str  # why there are no texts
    pictures: list[str]  # their digests, by page


def check_waiting(*, now: datetime) -> int:
    """Check the files whose turn it is. Returns how many."""
    due = [each for each in _waiting() if _is_due(each, now)][:AT_ONCE]
    for attachment in due:
        check(attachment=attachment, now=now)
    return len(due)


def check(*, attachment: Attachment, now: datetime) -> None:
    """Check one file that waits. May be called twice: whoever comes second finds it taken."""
    if not _claim(attachment, now):
        return
    try:
        if not attachment.public_sha256:
            _keep(attachment, _prepare(attachment), now)
        _let_out(attachment, now)
    except Refusal as refusal:
        refuse(attachment, refusal.reason, now=now, detail=refusal.detail)
    except (child.GaveUp, FileNotFoundError) as problem:
        logger.warning("file %s: %s", attachment.pk, problem)
        if attachment.attempts >= MOST_ATTEMPTS:
            refuse(attachment, Reason.UNREADABLE, now=now, detail=str(problem))
        else:
            _wait(attachment, Problem.UNFINISHED)
    except scanner.ScannerDown as problem:
        logger.warning("file %s waits: %s", attachment.pk, problem)
        _wait(attachment, Problem.SCANNER_DOWN)


def scan_again(*, now: datetime) -> list[Attachment]:
    """Have the scanner look at everything that was let out, with what it knows now.

    Returns what it found something in; that is taken down at once. Raises ScannerDown.
    """
    found = []
    for attachment in Attachment.objects.filter(state=FileState.CLEAN).iterator():
        with storage.open_file(attachment.sha256) as content:
            verdict = scanner.scan(content)
        if not verdict.is_clean:
            refuse(attachment, Reason.VIRUS, now=now, detail=verdict.found)
            found.append(attachment)
        else:
            Attachment.objects.filter(pk=attachment.pk, state=FileState.CLEAN).update(
                checked_by=verdict.engine[:120], checked_at=now
            )
    return found


@transaction.atomic
def refuse(attachment: Attachment, reason: Reason, *, now: datetime, detail: str) -> None:
    """Keep it from everybody. Part of a larger verb; the log says what the sender need not know."""
    logger.warning("file %s refused: %s %s", attachment.pk, reason, detail)
    accepted = Attachment.objects.filter(pk=attachment.pk).exclude(state=FileState.REFUSED)
    was_accepted = accepted.update(state=FileState.REFUSED, problem=reason, checked_at=now)
    FilePicture.objects.filter(attachment=attachment).delete()
    _index(attachment, now)
    if was_accepted:
        attachment.refresh_from_db()
        messages.tell_of_refused_file(attachment=attachment, now=now)


def _waiting() -> list[Attachment]:
    """Those that nothing but the setting of a scanner is waited for are left alone."""
    rows = Attachment.objects.filter(state=FileState.WAITING).order_by("attempts", "pk")
    if not (scanner.is_configured() or settings.FILES_WITHOUT_SCANNER):
        rows = rows.exclude(problem=Problem.NO_SCANNER)
    return list(rows[: 10 * AT_ONCE])


def _is_due(attachment: Attachment, now: datetime) -> bool:
    """At once, then after one minute, two, four …, and every hour in the end."""
    if attachment.checked_at is None or attachment.problem == Problem.NO_SCANNER:
        return True
    pause = timedelta(minutes=2 ** min(attachment.attempts - 1, 6))
    return attachment.checked_at + min(pause, LONGEST_PAUSE) <= now


def _claim(attachment: Attachment, now: datetime) -> bool:
    """Compare-and-swap on the number of attempts: one worker has it, the other goes on."""
    claimed = Attachment.objects.filter(
        pk=attachment.pk, state=FileState.WAITING, attempts=attachment.attempts
    ).update(attempts=F("attempts") + 1, checked_at=now)
    attachment.refresh_from_db()
    return claimed == 1


def _prepare(attachment: Attachment) -> _Prepared:
    kind = uploads.kind_of(attachment.name)
    with TemporaryDirectory(prefix="file-") as name:
        folder = Path(name)
        storage.copy_to(attachment.sha256, folder / "original")
        cleaned = child.clean(
            folder / "original", folder, kind=kind, title=PurePath(attachment.name).stem
        )
        texts, problem = reading.texts_of(cleaned.path, kind=kind)
        pictures = _pictures(cleaned.path, folder) if kind == "pdf" else []
        with cleaned.path.open("rb") as copy:
            digest = storage.keep(copy)
        return _Prepared(
            public_sha256=digest,
            public_size=cleaned.path.stat().st_size,
            findings=_findings(cleaned, texts, problem, kind=kind),
            texts=texts,
            problem=problem,
            pictures=pictures,
        )


def _pictures(path: Path, folder: Path) -> list[str]:
    """Their digests; none where the page cannot be drawn, which is no reason to refuse it."""
    digests = []
    try:
        for picture in child.draw(path, folder):
            with picture.open("rb") as content:
                digests.append(storage.keep(content))
    except (child.GaveUp, Refusal) as problem:
        logger.warning("no pictures of pages: %s", problem)
    return digests


def _findings(
    cleaned: child.Cleaned, texts: list[str], problem: str, *, kind: str
) -> dict[str, object]:
    """What moderators are to know. CPR numbers are counted, by page, and never kept.

    {"cpr": 3, "cpr_fitting": 1, "cpr_where": {"2": 3}, "removed": ["properties"],
     "remains": {"comments": 2}, "unread": false}
    """
    if kind == "pdf":
        counted = {str(number): cpr.count(text) for number, text in enumerate(texts, start=1)}
    else:
        counted = {
            each["part"]: cpr.Count(each["numbers"], each["fitting"]) for each in cleaned.cpr
        }
    return {
        "cpr": sum(each.numbers for each in counted.values()),
        "cpr_fitting": sum(each.fitting for each in counted.values()),
        "cpr_where": {where: each.numbers for where, each in counted.items() if each.numbers},
        "removed": list(cleaned.removed),
        "remains": cleaned.remains,
        "unread": bool(problem) or not any(texts),
    }


@transaction.atomic
def _keep(attachment: Attachment, prepared: _Prepared, now: datetime) -> None:
    Attachment.objects.filter(pk=attachment.pk, state=FileState.WAITING).update(
        public_sha256=prepared.public_sha256,
        public_size=prepared.public_size,
        findings=prepared.findings,
    )
    FilePicture.objects.filter(attachment=attachment).delete()
    FilePicture.objects.bulk_create(
        FilePicture(attachment=attachment, number=number, sha256=digest)
        for number, digest in enumerate(prepared.pictures, start=1)
    )
    reading.keep(attachment.sha256, prepared.texts, problem=prepared.problem, now=now)
    attachment.refresh_from_db()


def _let_out(attachment: Attachment, now: datetime) -> None:
    """Out of quarantine, when the scanner has seen it, or when it was decided to do without."""
    engine = _CHECKED_WITHOUT
    if scanner.is_configured():
        with storage.open_file(attachment.sha256) as content:
            verdict = scanner.scan(content)
        if not verdict.is_clean:
            raise Refusal(Reason.VIRUS, verdict.found)
        engine = verdict.engine
    elif not settings.FILES_WITHOUT_SCANNER:
        _wait(attachment, Problem.NO_SCANNER)
        return
    with transaction.atomic():
        Attachment.objects.filter(pk=attachment.pk, state=FileState.WAITING).update(
            state=FileState.CLEAN, checked_by=engine[:120], checked_at=now, problem=""
        )
        _index(attachment, now)


def _wait(attachment: Attachment, problem: Problem) -> None:
    Attachment.objects.filter(pk=attachment.pk, state=FileState.WAITING).update(problem=problem)


def _index(attachment: Attachment, now: datetime) -> None:
    """The search finds what is in it from now on, or no longer."""
    submission = attachment.submission
    if submission is not None and submission.is_published:
        indexing.index_submission(submission_id=submission.pk, now=now)
