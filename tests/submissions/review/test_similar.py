"""What a new submission may be a second telling of, with the reason."""

from submissions.actions import indexing
from submissions.lifecycle import State
from submissions.models import Attachment
from submissions.similar import MOST, similar_to


def found(submission):
    return [(each.submission.title, each.why) for each in similar_to(submission)]


def test_nearly_the_same_title_is_found_also_among_what_waits(submission_in):
    submission_in(State.SUBMITTED, title="Praktik i butikker", problem="x", practice="y")
    submission_in(State.REJECTED, title="Praktik i butik")

    new = submission_in(State.SUBMITTED, title="Praktik i butik")

    assert found(new) == [("Praktik i butikker", "næsten samme titel")]


def test_the_same_file_comes_first(submission_in, now):
    other = submission_in(State.PUBLISHED, title="Helt andre ord")
    submission_in(State.PUBLISHED, title="Mentor på arbejdet")
    new = submission_in(State.SUBMITTED, title="Mentor på arbejde")
    for each in (other, new):
        Attachment.objects.create(
            submission=each, sha256="a" * 64, name="plan.pdf", content_type="", size=1,
            uploaded_at=now,
        )  # fmt: skip

    assert found(new)[0] == ("Helt andre ord", "samme fil: plan.pdf")
    assert found(new)[1][0] == "Mentor på arbejdet"


def test_the_same_words_are_found_and_named(submission_in, now):
    submission_in(
        State.PUBLISHED,
        title="Vagtplan og barsel",
        problem="Mødre på barsel mistede kontakten til jobcenteret.",
        practice="Barselscafé med sprogundervisning hver uge.",
    )
    submission_in(State.PUBLISHED, title="Køreprøve", problem="Kørekort mangler.", practice="Bus.")
    indexing.catch_up(now=now)

    new = submission_in(
        State.SUBMITTED,
        title="Sprog under orloven",
        target_group="mødre på barsel",
        problem="Barselscafé med sprogundervisning savnes.",
    )

    ((title, why),) = found(new)
    assert title == "Vagtplan og barsel"
    assert why.startswith("fælles ord: ")
    assert "barsel" in why


def test_neither_itself_nor_its_own_earlier_edition_is_similar(submission_in, now):
    public = submission_in(State.PUBLISHED)
    indexing.catch_up(now=now)

    newer = submission_in(State.SUBMITTED, replaces=public)

    assert found(newer) == []


def test_no_more_than_an_editor_can_take_in(submission_in):
    for number in range(MOST + 3):
        submission_in(State.PUBLISHED, title=f"Praktik i butik {number}")

    assert len(found(submission_in(State.SUBMITTED, title="Praktik i butik 9"))) == MOST
