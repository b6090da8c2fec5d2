"""The one screen: two editors at once, the sender's past, what is in the files."""

import pytest
from django.test import Client
from django.urls import reverse

from submissions.actions import moving, reviewing, sharing
from submissions.lifecycle import StaleVersion, State
from submissions.models import Attachment, FilePage, FilePicture, FileReading, Submission


@pytest.fixture
def two_editors(mads, anna):
    """Each with a browser of their own."""
    browsers = Client(), Client()
    for browser, person in zip(browsers, (mads, anna), strict=True):
        browser.force_login(person)
    return browsers


# --- two at once


def test_who_comes_second_sees_the_firsts_decision_and_keeps_every_word(submission_in, two_editors):
    submission = submission_in(State.SUBMITTED)
    first, second = two_editors
    address = f"/redaktion/{submission.pk}/"

    first.post(
        address, {"do": "reject", "version": submission.version, "comment": "Findes allerede."}
    )
    page = second.post(
        address,
        {
            "do": "return",
            "version": submission.version,
            "comment": "Min lange tekst",
            "comment-practice": "Hvor mange?",
        },
    )

    assert page.status_code == 409
    assert "En anden kom først" in page.text
    assert "afvist af Mads, 2" in page.text
    for words in ("Findes allerede.", "Min lange tekst", "Hvor mange?"):
        assert words in page.text
    assert Submission.objects.get().state == State.REJECTED


def test_a_text_that_changed_while_it_was_read_is_not_published_unseen(
    submission_in, two_editors, karen, content, now
):
    submission = submission_in(State.SUBMITTED)
    read = submission.version
    sharing.submit(
        submission=submission, version=read, content=content(practice="Noget andet."), by=karen,
        now=now,
    )  # fmt: skip

    page = two_editors[0].post(
        f"/redaktion/{submission.pk}/", {"do": "publish", "version": read, "comment": "Fint."}
    )

    assert page.status_code == 409
    assert "ændret af afsenderen af Karen" in page.text
    assert "Noget andet." in page.text
    assert "Fint." in page.text
    assert Submission.objects.get().state == State.SUBMITTED


def test_without_the_comparison_the_unseen_text_would_be_public(
    submission_in, mads, karen, content, now, monkeypatch
):
    """The control: the same, with a move that does not ask which version was read."""
    submission = submission_in(State.SUBMITTED)
    read = submission.version
    sharing.submit(
        submission=submission, version=read, content=content(practice="Noget andet."), by=karen,
        now=now,
    )  # fmt: skip
    publish = {"submission": submission, "version": read, "by": mads, "now": now}
    with pytest.raises(StaleVersion):
        reviewing.publish(**publish)

    def blind(attempt, **changes):
        Submission.objects.filter(pk=attempt.submission.pk).update(**changes)

    monkeypatch.setattr(moving, "_swap", blind)
    reviewing.publish(**publish)

    assert Submission.objects.get().practice == "Noget andet."
    assert submission.is_published


def test_a_refused_decision_keeps_all_that_was_filled_in(submission_in, client, mads):
    submission = submission_in(State.SUBMITTED)
    client.force_login(mads)

    page = client.post(
        f"/redaktion/{submission.pk}/",
        {
            "do": "merge",
            "version": submission.version,
            "into_code": "IV-9999",
            "comment": "Det samme.",
            "comment-title": "Kortere.",
            "criterion": "usability",
        },
    )

    assert "En anden kom først" not in page.text
    for kept in ("Det samme.", "Kortere.", 'value="IV-9999"', 'value="usability" checked'):
        assert kept in page.text


@pytest.mark.parametrize("with_file", ["x", "²", "9" * 5000, "-1"])
def test_nonsense_in_hidden_fields_is_no_error_of_ours(with_file, submission_in, client, mads):
    submission = submission_in(State.SUBMITTED)
    client.force_login(mads)

    page = client.post(
        f"/redaktion/{submission.pk}/",
        {
            "do": "merge",
            "version": submission.version,
            "into": "IV\0-1",
            "with_file": with_file,
            "criterion": "\0",
            "accepted": "\0",
        },
    )

    assert page.status_code == 409


# --- the sender's past


def test_the_past_of_an_account_and_of_an_address_is_told(submission_in, confirmed, client, mads):
    submission_in(State.PUBLISHED, title="Det gode")
    submission_in(State.REJECTED, title="Det forkerte")
    submission_in(State.DRAFT, title="Det hemmelige")
    new = submission_in(State.SUBMITTED)
    client.force_login(mads)

    by_account = client.get(f"/redaktion/{new.pk}/").text
    by_address = client.get(f"/redaktion/{confirmed.pk}/").text

    assert "2 bidrag før dette: 1 offentliggjort, 1 afvist." in by_account
    assert "Det hemmelige" not in by_account
    assert "Det er afsenderens første bidrag." in by_address


# --- files


@pytest.fixture
def read_file(now):
    """A file with the text of two pages and the picture of one."""

    def make(submission):
        file = Attachment.objects.create(
            submission=submission, sha256="a" * 64, name="plan.pdf",
            content_type="application/pdf", size=1, uploaded_at=now,
        )  # fmt: skip
        reading, _ = FileReading.objects.get_or_create(sha256=file.sha256, read_at=now)
        for number, text in enumerate(("Om forløbet", "<b>Om ugerne</b>"), start=1):
            FilePage.objects.get_or_create(reading=reading, number=number, text=text)
        FilePicture.objects.create(attachment=file, number=1, sha256="b" * 64)
        return file

    return make


def test_an_editor_reads_a_file_that_nobody_may_have_yet(submission_in, read_file, client, mads):
    submission = submission_in(State.SUBMITTED)
    file = read_file(submission)
    client.force_login(mads)

    screen = client.get(f"/redaktion/{submission.pk}/").text
    text = client.get(reverse("review-file", args=[submission.pk, file.pk])).text

    assert f'src="{reverse("file-picture", args=[file.pk, 1])}"' in screen
    assert reverse("review-file", args=[submission.pk, file.pk]) in screen
    assert "Om forløbet" in text
    assert "&lt;b&gt;Om ugerne" in text
    assert client.get(f"/bidrag/filer/{file.pk}/").status_code == 404


def test_a_file_is_found_only_below_its_own_submission(submission_in, read_file, client, mads):
    submission, other = submission_in(State.SUBMITTED), submission_in(State.SUBMITTED)
    file = read_file(submission)
    client.force_login(mads)

    assert client.get(reverse("review-file", args=[other.pk, file.pk])).status_code == 404


@pytest.mark.parametrize("name", ["review-file", "review-next"])
def test_the_further_pages_of_editors_are_theirs_alone(
    name, submission_in, read_file, client, karen, oluf
):
    submission = submission_in(State.SUBMITTED)
    file = read_file(submission)
    address = reverse(name, args=[submission.pk, file.pk][: 1 + (name == "review-file")])

    assert client.get(address).status_code == 302
    for person in (karen, oluf):
        client.force_login(person)
        assert client.get(address).status_code == 403


def test_a_file_of_what_was_never_sent_in_does_not_exist(submission_in, read_file, client, mads):
    draft = submission_in(State.DRAFT)
    file = read_file(draft)
    client.force_login(mads)

    assert client.get(reverse("review-file", args=[draft.pk, file.pk])).status_code == 404
