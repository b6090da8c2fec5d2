"""What is withdrawn is gone at once, everywhere, and a notice says that it was there."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from submissions import published, searching
from submissions.actions import files, indexing, linking, reviewing, sharing
from submissions.lifecycle import State
from submissions.models import CONTENT, Attachment, FileState, Kind, Submission


def withdraw(submission, by, now, **more):
    sharing.withdraw(submission=submission, version=submission.version, by=by, now=now, **more)


def newer_edition(earlier, content, by, now):
    fields = {name: getattr(earlier, name) for name in CONTENT[earlier.kind]}
    return sharing.submit_new(
        kind=earlier.kind,
        key="0d8f3a53-0f5d-4d3e-8f38-6f9d4d9d5a11",
        content=content(earlier.kind, replaces=earlier, **fields),
        by=by,
        now=now,
    )


@pytest.fixture
def with_a_file(submission_in, content, karen, mads, pdf, now):
    """A published method with a file that everybody may fetch."""
    file = files.keep_file(file=SimpleUploadedFile("bilag.pdf", pdf), now=now)
    Attachment.objects.filter(pk=file.pk).update(
        state=FileState.CLEAN, public_sha256=file.sha256, public_size=file.size
    )
    made = submission_in(State.PUBLISHED, attachments=[file], title="Linkworker i butik")
    indexing.catch_up(now=now)
    return made


def public_places(client, submission):
    """What each public place says of it: a status, or whether it is named."""
    file = Attachment.objects.get(submission=submission)
    return {
        "page": client.get(f"/bidrag/{submission.slug}/").status_code,
        "code": client.get(f"/bidrag/{submission.code}/", follow=True).status_code,
        "editions": client.get(f"/bidrag/{submission.slug}/udgaver/").status_code,
        "first edition": client.get(
            f"/bidrag/{submission.slug}/udgave/1/", follow=True
        ).status_code,
        "file": status_of(client, f"/bidrag/filer/{file.pk}/"),
        "list": submission.title in client.get("/bidrag/").text,
        "home": submission.title in client.get("/").text,
        "municipality": submission.title in client.get("/kommuner/hedensted/").text,
        "search": any(r.code == submission.code for r in searching.search("linkworker").results),
        "search page": f"/bidrag/{submission.slug}/" in client.get("/soeg/?q=linkworker").text,
        "api list": submission.code in client.get("/api/v1/submissions/").text,
        "api": client.get(f"/api/v1/submissions/{submission.code}/").status_code,
        "api search": submission.code in client.get("/api/v1/search/?q=linkworker").text,
    }


def status_of(client, path):
    response = client.get(path)
    if response.streaming:
        b"".join(response.streaming_content)
    return response.status_code


PAGES = ("page", "code", "editions", "first edition", "api")


def test_a_complaint_takes_everything_down_before_the_next_request(with_a_file, client, mads, now):
    before = public_places(client, with_a_file)
    assert all(before[name] == 200 for name in (*PAGES, "file"))
    assert all(value is True for name, value in before.items() if name not in (*PAGES, "file"))

    withdraw(with_a_file, mads, now, comment="En forlægger har klaget.")

    after = public_places(client, with_a_file)
    assert {name: after[name] for name in PAGES} == dict.fromkeys(PAGES, 410)
    assert after["file"] == 404
    assert not any(after[name] for name in after if name not in (*PAGES, "file"))


def test_it_leaves_the_results_of_its_municipality_too(submission_in, publish_round, mads, now):
    publish_round("maaling", {"0766": -6.0})
    shared = submission_in(State.PUBLISHED, began_year=1990)
    linking.catch_up(now=now)
    assert [each.submission_code for each in published.links_of("0766")] == [shared.code]

    withdraw(shared, mads, now)

    assert published.links_of("0766") == []


def test_a_browser_that_kept_the_page_is_not_told_that_it_still_holds(
    with_a_file, client, mads, now
):
    address = f"/bidrag/{with_a_file.slug}/"
    file = Attachment.objects.get(submission=with_a_file)
    kept = {path: client.get(path) for path in (address, f"/bidrag/filer/{file.pk}/")}
    b"".join(kept[f"/bidrag/filer/{file.pk}/"].streaming_content)

    withdraw(with_a_file, mads, now)

    for path, response in kept.items():
        assert "public" not in response.headers.get("Cache-Control", "")
        again = client.get(
            path,
            headers={
                "If-None-Match": response.headers.get("ETag", "*"),
                "If-Modified-Since": response.headers.get(
                    "Last-Modified", "Mon, 1 Jan 2040 00:00:00 GMT"
                ),
            },
        )
        assert again.status_code in {404, 410}, path


def test_the_trace_of_what_was_taken_down_is_kept(with_a_file, mads, now):
    withdraw(with_a_file, mads, now, comment="En forlægger har klaget.")

    last = with_a_file.moves.last()
    assert (last.by, last.comment) == (mads, "En forlægger har klaget.")
    assert Submission.objects.get().problem, "the editors can still see what it was about"


def test_the_notice_says_what_was_here_and_the_owners_reason(submission_in, client, karen, now):
    shared = submission_in(State.PUBLISHED)

    withdraw(shared, karen, now, comment="Til redaktionen.", reason="Vi gør det ikke længere.")

    page = client.get(f"/bidrag/{shared.slug}/")
    assert page.status_code == 410
    for words in (shared.title, shared.code, "Hedensted", "2. november 2026"):
        assert words in page.text
    assert "Vi gør det ikke længere." in page.text
    assert "Til redaktionen." not in page.text
    assert shared.practice not in page.text


def test_a_title_that_is_complained_of_is_not_named(submission_in, client, mads, now):
    shared = submission_in(State.PUBLISHED, title="Sagen om en navngiven person")

    withdraw(shared, mads, now, hide_title=True)

    page = client.get(f"/bidrag/{shared.slug}/", follow=True)
    assert page.status_code == 410
    assert "navngiven" not in page.text, "nor in the address that the page is shown at"


def test_without_the_hiding_the_title_is_named(submission_in, client, mads, now):
    shared = submission_in(State.PUBLISHED, title="Sagen om en navngiven person")

    withdraw(shared, mads, now)

    assert "navngiven" in client.get(f"/bidrag/{shared.slug}/").text


def test_what_was_never_public_leaves_no_notice(submission_in, client, karen, now):
    draft = submission_in(State.SUBMITTED)

    withdraw(draft, karen, now)

    assert client.get(f"/bidrag/{draft.code}/").status_code == 404
    assert client.get(f"/api/v1/submissions/{draft.code}/").status_code == 404


def test_the_address_of_a_notice_is_not_given_to_another(submission_in, karen, now):
    first = submission_in(State.PUBLISHED)
    address = first.slug
    withdraw(first, karen, now)

    second = submission_in(State.PUBLISHED)

    assert second.slug != address


def test_a_newer_edition_takes_over_the_address_of_the_notice(
    submission_in, content, client, karen, mads, now
):
    first = submission_in(State.PUBLISHED)
    address = first.get_absolute_url()
    second = newer_edition(first, content, karen, now)
    withdraw(first, karen, now)
    assert client.get(address).status_code == 410

    reviewing.publish(submission=second, version=second.version, by=mads, now=now)

    assert client.get(address).status_code == 200
    assert client.get(f"/bidrag/{first.code}/").headers["Location"] == address
    assert client.get(f"/api/v1/submissions/{first.code}/").json()["edition"] == 2


def test_a_code_is_an_address(submission_in, client):
    shared = submission_in(State.PUBLISHED)

    for code in (shared.code, shared.code.lower()):
        answer = client.get(f"/bidrag/{code}/")
        assert (answer.status_code, answer.headers["Location"]) == (
            302,
            shared.get_absolute_url(),
        )


def test_the_code_of_what_was_merged_leads_to_the_other(submission_in, client):
    merged = submission_in(State.MERGED, kind=Kind.METHOD)

    answer = client.get(f"/bidrag/{merged.code}/")

    assert answer.status_code == 301
    assert answer.headers["Location"] == merged.merged_into.get_absolute_url()
