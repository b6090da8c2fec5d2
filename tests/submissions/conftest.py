"""Submissions in every state, made by the verbs; rounds with figures plainly made up."""

import io
import zipfile
from datetime import timedelta
from uuid import uuid4

import pytest

from measurements import doorbell
from measurements.actions import rounds
from measurements.models import Round
from submissions.actions import reviewing, sharing
from submissions.actions.moving import Attempt, make_move
from submissions.actions.sharing import Content
from submissions.forms import haste
from submissions.lifecycle import Action, State
from submissions.models import CONTENT, Kind
from submissions.permissions import Sender
from tests.made_rounds import MADE_AT, finished_round, finished_run, make_public

METHOD = {
    "title": "Praktik i butik",
    "municipality_id": "0766",
    "target_group": "kvinder uden job",
    "link": "",
    "contact": "Integrationsteamet",
    "began_year": None,
    "began_month": None,
    "ended_year": None,
    "problem": "Mange ventede længe.",
    "practice": "Først en samtale, så en plads.",
    "who_and_time": "",
    "preconditions": "",
    "results": "",
    "what_failed": "",
    "advice_smaller": "",
    "advice_larger": "",
}
REPORT = {
    "title": "Håndbog om modtagelse",
    "municipality_id": "0766",
    "target_group": "",
    "link": "https://www.example.com/haandbog",
    "contact": "Integrationsteamet",
    "publisher": "Hedensted Kommune",
    "year": 2024,
    "month": 3,
    "report_type": "handbook",
    "summary": "Sådan tages der imod.",
}


@pytest.fixture(autouse=True)
def bells(monkeypatch):
    """Every ring, instead of a Redis."""
    rung = []
    monkeypatch.setattr(doorbell, "ring", lambda task, *arguments: rung.append(task))
    return rung


@pytest.fixture
def content():
    def make(kind=Kind.METHOD, further=(), attachments=(), replaces=None, **fields):
        known = METHOD if kind == Kind.METHOD else REPORT
        assert fields.keys() <= set(CONTENT[kind])
        return Content({**known, **fields}, tuple(further), tuple(attachments), replaces)

    return make


@pytest.fixture(autouse=True)
def nobody_waits(monkeypatch):
    """A test types faster than anybody; the tests of haste put the time back."""
    monkeypatch.setattr(haste, "LEAST", timedelta(0))


@pytest.fixture
def posted(municipalities):
    """What a browser sends for a form that is filled in well."""

    def make(kind=Kind.METHOD, **fields):
        known = dict(METHOD if kind == Kind.METHOD else REPORT)
        known["municipality"] = known.pop("municipality_id")
        own = {"key": str(uuid4()), "opened": haste.stamp(), "do": "send", "further": ""}
        values = {**own, **known, **fields}
        return {name: "" if value is None else value for name, value in values.items()}

    return make


@pytest.fixture
def submission_in(content, karen, mads, now):
    """A submission that has come to a state by the verbs, Karen's unless told otherwise."""

    def make(
        state, *, by=None, kind=Kind.METHOD, reviewer=None, email="sanne@example.com", **fields
    ):
        by, reviewer = by or karen, reviewer or mads
        what = content(kind, **fields)
        if state == State.UNCONFIRMED:
            return sharing.submit_by_email(
                kind=kind, key=uuid4(), content=what, email=email, now=now
            )
        if state == State.DRAFT:
            return sharing.save_new_draft(kind=kind, key=uuid4(), content=what, by=by, now=now)
        made = sharing.submit_new(kind=kind, key=uuid4(), content=what, by=by, now=now)
        _bring_to(state, made, by=by, reviewer=reviewer, now=now, content=content)
        made.refresh_from_db()
        return made

    return make


def _bring_to(state, made, *, by, reviewer, now, content):
    move = {"submission": made, "version": made.version, "now": now}
    if state == State.RETURNED:
        reviewing.return_with_comment(**move, by=reviewer, comment="Skriv mere.")
    elif state == State.REJECTED:
        reviewing.reject(**move, by=reviewer, comment="Det handler om noget andet.")
    elif state == State.WITHDRAWN:
        sharing.withdraw(**move, by=by)
    elif state in {State.PUBLISHED, State.REPLACED}:
        reviewing.publish(**move, by=reviewer)
    elif state == State.MERGED:
        make_move(
            Attempt(made, Action.MERGE, made.version, reviewer, now),
            merged_into=_another_published(
                made, by=by, reviewer=reviewer, now=now, content=content
            ),
        )
    if state == State.REPLACED:
        newer = sharing.submit_new(
            kind=made.kind, key=uuid4(), content=content(made.kind, replaces=made), by=by, now=now
        )
        reviewing.publish(submission=newer, version=newer.version, by=reviewer, now=now)


def _another_published(made, *, by, reviewer, now, content):
    other = sharing.submit_new(
        kind=made.kind, key=uuid4(), content=content(made.kind), by=by, now=now
    )
    reviewing.publish(submission=other, version=other.version, by=reviewer, now=now)
    return other


@pytest.fixture
def confirmed(submission_in, now):
    """Sent in without an account, the address confirmed."""
    made = submission_in(State.UNCONFIRMED)
    sharing.confirm_email(submission=made, by=Sender(made.pk), now=now)
    return made


@pytest.fixture
def publish_round(municipalities, make_user):
    """Publish a computed round: `{code: difference}`, three months of doubt to either side.

    The same slug again is a later version of the same round.
    """

    def make(slug, differences, *, years=(1999, 2007), simulated=False):
        who = make_user(f"{uuid4()}@example.com", "administrator")
        outcome = {"municipalities": [_figures(code, d) for code, d in differences.items()]}
        before = Round.objects.filter(series__slug=slug).first()
        if before is not None:
            return _next_version(before, outcome, by=who)
        measured, run = finished_round(
            slug=slug,
            by=who,
            outcome=outcome,
            title=f"Måling {slug}",
            period_from=years[0],
            period_to=years[1],
            simulated=simulated,
        )
        make_public(measured, run, by=who)
        return measured

    return make


def _next_version(before, outcome, *, by):
    newer = rounds.begin_correction(
        measured=before, kind="correction", reason="En fejl.", by=by, now=MADE_AT
    )
    make_public(newer, finished_run(newer, by=by, outcome=outcome), by=by)
    return newer


def _figures(code, difference):
    nothing = dict.fromkeys(
        ("people", "events", "actual", "expected", "difference", "ci_low", "ci_high")
    )
    row = {"code": code, "reason": None, "rank_low": None, "rank_high": None, **nothing}
    if difference is None:
        return {**row, "verdict": "too_few", "reason": "fewer_than_shown"}
    verdict = "faster" if difference < -3 else "slower" if difference > 3 else "as_expected"
    return {
        **row,
        "verdict": verdict,
        "people": 400,
        "actual": 30 + difference,
        "expected": 30.0,
        "difference": difference,
        "ci_low": difference - 3,
        "ci_high": difference + 3,
    }


PDF = (
    b"%PDF-1.4\n"
    b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]>>endobj\n"
    b"xref\n"
    b"0 4\n"
    b"0000000000 65535 f \n"
    b"0000000009 00000 n \n"
    b"0000000052 00000 n \n"
    b"0000000101 00000 n \n"
    b"trailer<</Root 1 0 R/Size 4>>\n"
    b"startxref\n"
    b"164\n"
    b"%%EOF\n"
)
_OPEN_XML = "application/vnd.openxmlformats-officedocument."
_PARTS = {
    "docx": ("word/document.xml", "wordprocessingml.document"),
    "xlsx": ("xl/workbook.xml", "spreadsheetml.sheet"),
    "pptx": ("ppt/presentation.xml", "presentationml.presentation"),
}


@pytest.fixture
def pdf():
    return PDF


@pytest.fixture
def office():
    """A small archive that is a docx, xlsx, pptx or odt; with further parts as told."""

    def make(suffix, **further):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            if suffix == "odt":
                archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
                archive.writestr("content.xml", "<x/>")
            else:
                part, kind = _PARTS[suffix]
                types = f'<Types><Override ContentType="{_OPEN_XML}{kind}.main+xml"/></Types>'
                archive.writestr("[Content_Types].xml", types)
                archive.writestr(part, "<x/>")
            for name, text in further.items():
                archive.writestr(name.replace("__", "/"), text)
        return file.getvalue()

    return make


@pytest.fixture
def let_out():
    """As if a file had been checked, for tests that are about something else: the copy is the file."""

    def make(file):
        file.state, file.public_sha256, file.public_size = "clean", file.sha256, file.size
        file.save()
        return file

    return make
