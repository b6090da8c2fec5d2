"""A canary in every person's row, and a look at every place where it must not be found again."""

import io
import logging
import zipfile

import pytest
import redis as redis_client
from django.apps import apps
from django.core import mail
from django.core.files import File
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from measurements.actions import inputs, publication, runs
from measurements.models import InputKind, RoundState, RunState

from .services import wait_until
from .watching import state_of

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

PERSON = "KANARIE"  # in every person_id
LAND = "Kanarieland"  # the origin of a single person, which is as good as a name


@pytest.fixture
def with_canaries(files):
    """The simulated spells, each person marked, and one person from a country of their own."""
    text = (files / "forloeb.csv").read_text(encoding="utf-8-sig")
    headings, *rows = text.splitlines()
    columns = headings.split(";")
    person, origin = columns.index("person_id"), columns.index("origin")
    marked = []
    for number, row in enumerate(rows):
        cells = row.split(";")
        cells[person] = f"{PERSON}{cells[person]}"
        if number == 100:
            cells[origin] = LAND
        marked.append(";".join(cells))
    return "\n".join([headings, *marked]).encode()


def upload(draft, files, spells, *, by):
    inputs.store_input(
        measured=draft,
        kind=InputKind.SPELLS,
        file=ContentFile(spells, name="forloeb.csv"),
        by=by,
        now=timezone.now(),
    )
    with (files / "kommuner_aar.csv").open("rb") as file:
        inputs.store_input(
            measured=draft,
            kind=InputKind.LABOUR_MARKET,
            file=File(file, "kommuner_aar.csv"),
            by=by,
            now=timezone.now(),
        )


def work_until(run, state):
    wait_until(lambda: state_of(run) == state, f"run {state}", seconds=180)


def everything_in(redis):
    """Every key and value of the server, whatever their type."""
    client = redis_client.Redis(unix_socket_path=str(redis.socket))
    return b"\n".join(key + b"=" + client.dump(key) for key in client.keys("*"))


def everything_in_the_database():
    rows = (
        f"{model.__name__}: {row}"
        for model in apps.get_models(include_auto_created=True)
        for row in model.objects.values()
    )
    return "\n".join(rows).encode()


def everything_on_the_disk(folder):
    """What the site and its worker wrote, but for the input store, where the canaries live."""
    return b"\n".join(
        path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "inputs" not in path.parts and path.suffix != ".sock"
    )


def pages(client, addresses):
    answers = [client.get(address) for address in addresses]
    assert {answer.status_code for answer in answers} == {200}
    return b"\n".join(unpacked(b"".join(answer)) for answer in answers)


def unpacked(content):
    """What stands in a workbook, not the archive around it."""
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return b"\n".join(archive.read(name) for name in archive.namelist())


def test_V11_nothing_about_a_person_leaves_the_input_store(
    anna, make_user, draft, files, with_canaries, redis, start_worker, tmp_path, caplog
):
    caplog.set_level(logging.DEBUG)
    berit = make_user("berit@example.com", "administrator", name="Berit")
    upload(draft, files, with_canaries, by=anna)
    worker = start_worker(settings={"LOG_LEVEL": "DEBUG"})

    checked = runs.request_validation(measured=draft, by=anna, now=timezone.now())
    queued = everything_in(redis)
    work_until(checked, RunState.FINISHED)
    draft.refresh_from_db()
    checked.refresh_from_db()
    accept_all(checked, by=anna)
    computed = runs.request_run(measured=draft, by=anna, now=timezone.now())
    work_until(computed, RunState.FINISHED)
    computed.refresh_from_db()
    accept_all(computed, by=anna)
    publish(draft, computed, maker=anna, publisher=berit)

    slug = draft.series.slug
    public = pages(
        Client(),
        [
            "/",
            f"/maalinger/{slug}/",
            f"/maalinger/{slug}/resultater.csv",
            f"/maalinger/{slug}/resultater.xlsx",
            f"/maalinger/{slug}/resultater.json",
            "/kommuner/aarhus/",
            f"/api/v1/rounds/{slug}/",
            f"/api/v1/rounds/{slug}/results/",
        ],
    )
    administrator = Client()
    administrator.force_login(anna)
    inside = pages(
        administrator,
        [f"/administration/maalinger/{draft.slug}/", "/administration/historik/"],
    )

    sinks = {
        "queue": queued + everything_in(redis),
        "database": everything_in_the_database(),
        "disk": everything_on_the_disk(tmp_path),
        "worker's log": worker.log.encode(),
        "our log": caplog.text.encode(),
        "mail": "\n".join(f"{m.subject}\n{m.body}" for m in mail.outbox).encode(),
        "public pages": public,
        "pages of the administration": inside,
    }
    assert {name for name, content in sinks.items() if PERSON.encode() in content} == set()
    for name in ("public pages", "mail", "queue"):
        assert LAND.encode() not in sinks[name], name
    assert PERSON.encode() in b"".join(p.read_bytes() for p in (tmp_path / "inputs").iterdir())


def test_V11_nor_does_it_when_every_row_is_wrong(
    anna, draft, files, with_canaries, redis, start_worker, tmp_path, caplog
):
    caplog.set_level(logging.DEBUG)
    spoilt = with_canaries.replace(b";M;", b";X;").replace(b";F;", b";X;")
    upload(draft, files, spoilt, by=anna)
    worker = start_worker(settings={"LOG_LEVEL": "DEBUG"})

    checked = runs.request_validation(measured=draft, by=anna, now=timezone.now())
    work_until(checked, RunState.REFUSED)

    administrator = Client()
    administrator.force_login(anna)
    inside = pages(administrator, [f"/administration/maalinger/{draft.slug}/"])
    sinks = {
        "queue": everything_in(redis),
        "database": everything_in_the_database(),
        "disk": everything_on_the_disk(tmp_path),
        "worker's log": worker.log.encode(),
        "our log": caplog.text.encode(),
        "pages of the administration": inside,
    }
    assert {name for name, content in sinks.items() if PERSON.encode() in content} == set()


def test_a_canary_that_flies_is_seen(redis, tmp_path, caplog):
    """The nets have no holes of their own: what is let out on purpose is found."""
    redis_client.Redis(unix_socket_path=str(redis.socket)).rpush("celery", f"run {PERSON}1")
    (tmp_path / "left.tmp").write_text(f"{PERSON}2")

    assert PERSON.encode() in everything_in(redis)
    assert PERSON.encode() in everything_on_the_disk(tmp_path)


def accept_all(run, *, by):
    for warning in run.open_warnings:
        runs.accept_warning(run=run, code=warning["code"], by=by, now=timezone.now())


def publish(draft, run, *, maker, publisher):
    draft.refresh_from_db()
    assert draft.state == RoundState.COMPUTED
    publication.approve_round(
        measured=draft,
        run=run,
        previewed_sha256=run.outcome_sha256,
        no_hearing_reason="En prøve.",
        by=maker,
        now=timezone.now(),
    )
    publication.publish_round(
        measured=draft,
        approved_sha256=draft.publication.sha256,
        by=publisher,
        now=timezone.now(),
    )
