"""Personal data is pointed out before anything is public, and somebody has to have looked."""

import pytest

from submissions.actions import reviewing
from submissions.cautions import cautions_of
from submissions.lifecycle import MoveRefused, State
from submissions.models import Attachment, FileState, Submission

CPR = "Han hedder 010190-1234."


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        (CPR, ["practice.cpr"]),
        ("Skriv til sanne@example.com.", ["practice.email"]),
        ("Ring på 23 45 67 89.", ["practice.phone"]),
        ("Ring på 23456789 eller +45 2345 6789.", ["practice.phone"]),
        (f"{CPR} Ring på 23456789.", ["practice.cpr", "practice.phone"]),
        ("Fra 2019 2020 og frem, 12.500.000 kr., sag 2023-123456.", []),
        ("Konto 1234 56789012345678.", []),
        ("Først en samtale, så en plads.", []),
    ],
)
def test_what_looks_like_personal_data_is_pointed_out(text, keys, submission_in):
    submission = submission_in(State.SUBMITTED, practice=text)

    assert [each.key for each in cautions_of(submission)] == keys


def test_a_contact_may_have_an_address_and_a_number_but_no_cpr_number(submission_in):
    asked_for = submission_in(State.SUBMITTED, contact="Sanne, 23 45 67 89, sanne@example.com")
    too_much = submission_in(State.SUBMITTED, contact=CPR)

    assert cautions_of(asked_for) == []
    assert [each.key for each in cautions_of(too_much)] == ["contact.cpr"]


def test_a_caution_says_where_and_how_many_and_never_the_number(submission_in):
    submission = submission_in(State.SUBMITTED, results=f"{CPR} {CPR}")

    (caution,) = cautions_of(submission)

    assert caution.where == "Resultater, og hvordan de er målt"
    assert caution.what == "2 tal, der ligner CPR-numre"
    assert "010190" not in repr(caution)


def test_what_was_found_in_a_file_is_pointed_out_by_the_files_name(submission_in, now):
    submission = submission_in(State.SUBMITTED)
    file = _file(submission, now, findings={"cpr": 3})

    (caution,) = cautions_of(submission)

    assert (caution.key, caution.where) == (f"file-{file.pk}.cpr", "forløb.pdf")


def test_nothing_is_published_before_each_caution_was_ticked_off(submission_in, mads, now):
    submission = submission_in(State.SUBMITTED, practice=CPR, results="Ring på 23456789.")

    with pytest.raises(MoveRefused, match="Resultater, og hvordan de er målt: 1 telefonnummer"):
        _publish(submission, mads, now, accepted=["practice.cpr"])

    assert Submission.objects.get().state == State.SUBMITTED


def test_who_ticked_off_which_caution_is_kept_in_the_trace(submission_in, mads, now):
    submission = submission_in(State.SUBMITTED, practice=CPR)

    _publish(submission, mads, now, accepted=["practice.cpr", "title.email"])

    move = submission.moves.last()
    assert (move.by, move.accepted) == (mads, ["practice.cpr"])


def test_without_the_cautions_it_would_have_been_published(submission_in, mads, now, monkeypatch):
    """The control: the same text goes out unread when nothing looks for it."""
    submission = submission_in(State.SUBMITTED, practice=CPR)
    monkeypatch.setattr(reviewing, "cautions_of", lambda submission: [])

    _publish(submission, mads, now)

    assert submission.is_published


def test_a_file_that_was_not_searched_yet_is_not_published_with(submission_in, mads, now):
    submission = submission_in(State.SUBMITTED)
    file = _file(submission, now)
    Attachment.objects.update(state=FileState.WAITING)

    with pytest.raises(MoveRefused, match=r"filen forløb\.pdf er endnu ikke undersøgt"):
        _publish(submission, mads, now)

    Attachment.objects.filter(pk=file.pk).update(public_sha256="b" * 64)  # only the scanner waits
    _publish(submission, mads, now)
    assert submission.is_published


def test_without_that_wait_a_number_in_a_file_would_pass_unseen(
    submission_in, mads, now, monkeypatch
):
    """The control: published first, searched afterwards; nobody has ticked anything off."""
    submission = submission_in(State.SUBMITTED)
    _file(submission, now)
    Attachment.objects.update(state=FileState.WAITING)
    monkeypatch.setattr(reviewing, "_check_files_are_searched", lambda submission: None)

    _publish(submission, mads, now)
    Attachment.objects.update(findings={"cpr": 1}, state=FileState.CLEAN)

    assert submission.is_published
    assert submission.moves.last().accepted == []
    assert len(cautions_of(Submission.objects.get())) == 1


def test_the_page_asks_for_each_tick_and_keeps_those_that_were_made(submission_in, client, mads):
    submission = submission_in(State.SUBMITTED, practice=CPR, results="Ring på 23456789.")
    client.force_login(mads)

    page = client.post(
        f"/redaktion/{submission.pk}/",
        {"do": "publish", "version": submission.version, "accepted": "practice.cpr"},
    )

    assert page.status_code == 409
    assert 'value="practice.cpr" checked' in page.text
    assert 'value="results.phone">' in page.text
    client.post(
        f"/redaktion/{submission.pk}/",
        {
            "do": "publish",
            "version": submission.version,
            "accepted": ["practice.cpr", "results.phone"],
        },
    )
    assert Submission.objects.get().is_published


def _publish(submission, by, now, accepted=()):
    reviewing.publish(
        submission=submission, version=submission.version, by=by, now=now, accepted=accepted
    )


def _file(submission, now, **columns):
    return Attachment.objects.create(
        submission=submission,
        sha256="a" * 64,
        name="forløb.pdf",
        content_type="application/pdf",
        size=10,
        uploaded_at=now,
        state=FileState.CLEAN,
        **columns,
    )
