"""A form in steps: each is kept, nothing is lost, and all of it is sent in once."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.urls import reverse

from measurements import strangers
from measurements.models import Message
from submissions import signed
from submissions.actions import files as file_verbs
from submissions.actions import reviewing, sharing
from submissions.forms import FORMS, MOST_FILES
from submissions.lifecycle import Action, State
from submissions.models import CONTENT, Attachment, FieldComment, Kind, Submission
from tests.submissions.drafts.conftest import NEW_METHOD

NEEDED = ["title", "municipality", "target_group", "problem", "practice", "contact"]


# --- the steps


@pytest.mark.parametrize("kind", Kind)
def test_every_field_has_its_place_in_one_step(kind, municipalities):
    form = FORMS[kind](with_email=True)

    in_steps = [name for step in form.steps for name in step.fields]

    visible = {field.name for field in form.visible_fields()} - {"website"}
    assert sorted(in_steps) == sorted({*visible, "kept"})


def test_a_method_needs_six_fields_and_no_more(municipalities):
    form = FORMS[Kind.METHOD]()

    assert [name for name, field in form.fields.items() if field.required and name != "key"] == (
        NEEDED
    )


def test_a_report_says_that_a_file_or_a_link_is_enough_and_neither_can_wait(karen):
    form = FORMS[Kind.REPORT](step=FORMS[Kind.REPORT].steps[1])

    page = render_to_string("submissions/step.html", {"form": form, "submission": None})

    assert "Send filen eller et link. Ét af dem er nok." in page
    assert {"files", "link"} <= {field.name for field in form.needed()}
    assert "target_group" in {field.name for field in form.later()}


def test_the_files_of_a_method_can_wait(karen):
    """The control."""
    form = FORMS[Kind.METHOD]()

    assert not form.fields["files"].is_needed


@pytest.mark.parametrize(("kind", "count"), [(Kind.METHOD, 5), (Kind.REPORT, 3)])
def test_the_first_page_says_how_many_steps_there_are(kind, count, client, municipalities):
    page = client.get(reverse(f"share-{kind}"))

    assert f"Trin 1 af {count}" in page.text
    assert "Mangler for at kunne sendes: Titel" in page.text


def test_opening_a_form_makes_no_draft(client, municipalities):
    client.get(NEW_METHOD)

    assert not Submission.objects.exists()


def test_a_method_is_written_step_by_step_and_sent_in(
    client, karen, posted, typed, step_address, content
):
    client.force_login(karen)
    first = client.post(
        NEW_METHOD, {**posted(practice="", problem=""), "step": "metoden", "do": "next"}
    )
    draft = Submission.objects.get()
    assert first["Location"] == step_address(draft, 2)

    client.post(
        step_address(draft, 2), typed(draft, 2, problem="Vi ventede.", practice="Vi ringer.")
    )
    draft.refresh_from_db()
    client.post(step_address(draft, 4), typed(draft, 4, contact="Teamet", do="go-se-efter"))
    draft.refresh_from_db()
    check = client.get(step_address(draft, 5))
    sent = client.post(step_address(draft, 5), typed(draft, 5, do="send"))

    draft.refresh_from_db()
    assert "Vi ringer." in check.text
    assert "Alt, der skal med, er udfyldt" in check.text
    assert sent["Location"] == f"/mine-bidrag/{draft.pk}/"
    assert (draft.state, draft.title, draft.problem) == (
        State.SUBMITTED, "Praktik i butik", "Vi ventede.",
    )  # fmt: skip


def test_the_preview_is_the_page_that_is_published(
    client, karen, mads, now, submission_in, step_address, typed
):
    draft = submission_in(State.DRAFT, practice="1. Ring\n2. **Vent**", results="14 af 20")
    client.force_login(karen)
    preview = client.get(step_address(draft, 5)).context["page"]

    client.post(step_address(draft, 5), typed(draft, 5, do="send"))
    draft.refresh_from_db()
    reviewing.publish(submission=draft, version=draft.version, by=mads, now=now)
    draft.refresh_from_db()
    public = client.get(draft.get_absolute_url()).context["page"]

    assert preview.sections == public.sections
    assert (preview.title, preview.contact) == (public.title, public.contact)
    assert "<strong>Vent</strong>" in preview.sections[1].html


def test_what_is_missing_is_listed_and_nothing_is_sent(
    client, karen, submission_in, step_address, typed
):
    draft = submission_in(State.DRAFT, practice="", contact="")
    client.force_login(karen)

    page = client.post(step_address(draft, 5), typed(draft, 5, do="send"))

    draft.refresh_from_db()
    assert page.status_code == 422
    assert "Mangler for at kunne sendes: Hvad I gør, Kontakt." in page.text
    assert draft.state == State.DRAFT


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_step_leaves_the_others_alone(number, client, karen, submission_in, step_address, typed):
    draft = submission_in(State.DRAFT, began_year=2019, advice_larger="Vent.", link="https://x.dk/")
    before = {name: getattr(draft, name) for name in ("title", "problem", "began_year", "link")}
    client.force_login(karen)

    answer = client.post(step_address(draft, number), typed(draft, number))

    draft.refresh_from_db()
    assert answer.status_code == 302
    assert {name: getattr(draft, name) for name in before} == before
    assert draft.advice_larger == "Vent."


def test_a_jump_keeps_what_is_on_the_page(client, karen, submission_in, step_address, typed):
    draft = submission_in(State.DRAFT)
    client.force_login(karen)

    answer = client.post(step_address(draft), typed(draft, title="Nyt navn", do="go-kontakt"))

    draft.refresh_from_db()
    assert answer["Location"] == step_address(draft, 4)
    assert draft.title == "Nyt navn"


def test_what_is_wrong_stays_on_the_page_and_the_rest_is_kept(
    client, karen, submission_in, step_address, typed
):
    draft = submission_in(State.DRAFT)
    client.force_login(karen)

    page = client.post(step_address(draft), typed(draft, title="Nyt", began_year="nitten"))

    draft.refresh_from_db()
    assert page.status_code == 422
    assert 'value="nitten"' in page.text
    assert "fire cifre" in page.text
    assert (draft.title, draft.began_year) == ("Nyt", None)


def test_a_field_of_the_model_that_is_no_field_of_the_form_is_ignored(
    client, karen, submission_in, step_address, typed
):
    draft = submission_in(State.DRAFT)
    client.force_login(karen)
    ours = set(typed(draft)) | {"do"}
    columns = {f.attname for f in Submission._meta.concrete_fields} - ours - {"title"}
    guarded = {name: getattr(draft, name) for name in columns - {"changed_at", "version"}}

    client.post(step_address(draft), {**dict.fromkeys(columns, "1"), **typed(draft, title="Nyt")})

    draft.refresh_from_db()
    assert draft.title == "Nyt"
    assert {name: getattr(draft, name) for name in guarded} == guarded


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("step", ["first", None])
def test_a_new_form_takes_nothing_but_its_own_fields(kind, step, client, karen, oluf, posted):
    client.force_login(karen)
    fields = posted(kind)
    columns = {f.attname for f in Submission._meta.concrete_fields} - set(CONTENT[kind])
    every = dict.fromkeys(columns, "1")
    every |= {"author_id": oluf.pk, "author": oluf.pk, "state": "published", "slug": "mit"}

    client.post(reverse(f"share-{kind}"), {**every, **fields, **({"step": step} if step else {})})

    made = Submission.objects.get()
    assert (made.author, made.slug, made.published_at) == (karen, None, None)
    assert made.state == (State.DRAFT if step else State.SUBMITTED)


def test_the_key_of_another_persons_form_begins_nothing(client, karen, oluf, posted):
    fields = {**posted(title="Karens"), "step": "metoden"}
    client.force_login(karen)
    client.post(NEW_METHOD, fields)
    client.force_login(oluf)

    page = client.post(NEW_METHOD, {**fields, "title": "Olufs"})

    assert page.status_code == 409
    assert "Olufs" in page.text
    assert Submission.objects.get().title == "Karens"


def test_what_a_link_opens_is_kept_by_no_cache(client, anonymous_draft, step_address):
    assert "no-store" in client.get(step_address(anonymous_draft))["Cache-Control"]


def test_a_robot_leaves_no_draft(client, posted):
    client.post(NEW_METHOD, {**posted(website="http://x.example"), "step": "metoden"})

    assert not Submission.objects.exists()


def test_the_same_first_page_twice_is_one_draft(client, karen, posted):
    client.force_login(karen)
    fields = {**posted(), "step": "metoden", "do": "next"}

    answers = [client.post(NEW_METHOD, fields) for _time in range(3)]

    assert len({answer["Location"] for answer in answers}) == 1
    assert Submission.objects.count() == 1


def test_sent_twice_it_is_one_submission(client, karen, submission_in, step_address, typed):
    draft = submission_in(State.DRAFT)
    client.force_login(karen)
    fields = typed(draft, 5, do="send")

    client.post(step_address(draft, 5), fields)
    again = client.post(step_address(draft, 5), fields)

    assert again.status_code == 302
    assert draft.moves.filter(action=Action.SUBMIT).count() == 1


def test_a_new_edition_takes_over_what_the_steps_to_come_know(
    client, karen, submission_in, posted, step_address
):
    published = submission_in(State.PUBLISHED, who_and_time="To på deltid")
    client.force_login(karen)

    client.post(
        f"{NEW_METHOD}?bidrag={published.code}",
        {**posted(title="Anden udgave", replaces=published.code), "step": "metoden", "do": "next"},
    )

    draft = Submission.objects.get(state=State.DRAFT)
    assert (draft.title, draft.who_and_time) == ("Anden udgave", "To på deltid")
    assert (draft.code, draft.edition) == (published.code, 2)


def test_a_comment_on_a_field_stands_beside_it(client, karen, submission_in, step_address):
    returned = submission_in(State.RETURNED)
    move = returned.moves.get(action=Action.RETURN)
    FieldComment.objects.create(move=move, field="problem", text="Hvor længe ventede de?")
    client.force_login(karen)

    assert "Hvor længe ventede de?" in client.get(step_address(returned, 2)).text
    assert "Hvor længe ventede de?" not in client.get(step_address(returned, 1)).text


def test_all_of_a_draft_can_be_seen_on_one_page(client, karen, submission_in, step_address):
    draft = submission_in(State.DRAFT)
    client.force_login(karen)
    step = client.get(step_address(draft, 2))

    whole = client.get(step.context["place"].whole)

    assert step.context["place"].whole in step.text
    assert {"title", "practice", "contact"} <= set(whole.context["form"].fields)


# --- files


def test_a_file_is_sent_by_itself_and_named(client, karen, submission_in, pdf):
    draft = submission_in(State.DRAFT)
    client.force_login(karen)

    answer = client.post(_files(draft), {"file": SimpleUploadedFile("b.pdf", pdf)})

    assert "b.pdf" in answer.json()["line"]
    assert [each.name for each in draft.attachments.all()] == ["b.pdf"]


def test_a_refused_file_says_why_and_the_draft_stays(client, karen, submission_in):
    draft = submission_in(State.DRAFT)
    client.force_login(karen)

    answer = client.post(_files(draft), {"file": SimpleUploadedFile("b.pdf", b"<html>")})

    assert answer.status_code == 422
    assert "b.pdf" in answer.json()["problem"]
    assert not draft.attachments.exists()


def test_without_script_the_file_comes_with_the_page(
    client, karen, submission_in, step_address, typed, pdf
):
    draft = submission_in(State.DRAFT)
    client.force_login(karen)
    files = [SimpleUploadedFile("god.pdf", pdf), SimpleUploadedFile("ond.pdf", b"<html>")]

    page = client.post(step_address(draft, 4), {**typed(draft, 4), "files": files})

    assert page.status_code == 422
    assert "ond.pdf" in page.text
    assert [each.name for each in draft.attachments.all()] == ["god.pdf"]


def test_one_file_too_many_is_refused_by_name(client, karen, submission_in, pdf):
    draft = submission_in(State.DRAFT)
    client.force_login(karen)
    for number in range(MOST_FILES):
        client.post(_files(draft), {"file": SimpleUploadedFile(f"{number}.pdf", pdf)})

    answer = client.post(_files(draft), {"file": SimpleUploadedFile("sidste.pdf", pdf)})

    assert "sidste.pdf kom ikke med" in answer.json()["problem"]
    assert draft.attachments.count() == MOST_FILES


def test_drafts_without_an_account_cannot_fill_the_disk(
    client, karen, submission_in, anonymous_draft, pdf, monkeypatch
):
    monkeypatch.setattr(file_verbs, "MOST_BYTES_OF_STRANGERS", len(pdf))
    theirs = reverse("draft-files", args=[signed.draft_token(anonymous_draft)])
    client.post(theirs, {"file": SimpleUploadedFile("a.pdf", pdf)})

    answer = client.post(theirs, {"file": SimpleUploadedFile("b.pdf", pdf)})

    assert "ikke plads til b.pdf" in answer.json()["problem"]
    client.force_login(karen)
    mine = submission_in(State.DRAFT)
    assert "line" in client.post(_files(mine), {"file": SimpleUploadedFile("c.pdf", pdf)}).json()


def test_a_file_is_removed_and_another_drafts_is_not(
    client, karen, oluf, submission_in, step_address, typed, pdf
):
    mine, others = submission_in(State.DRAFT), submission_in(State.DRAFT, by=oluf)
    client.force_login(oluf)
    client.post(_files(others), {"file": SimpleUploadedFile("olufs.pdf", pdf)})
    client.force_login(karen)
    client.post(_files(mine), {"file": SimpleUploadedFile("min.pdf", pdf)})

    for attachment in Attachment.objects.all():
        mine.refresh_from_db()
        client.post(step_address(mine, 4), typed(mine, 4, do=f"remove-{attachment.pk}"))

    assert not mine.attachments.exists()
    assert others.attachments.count() == 1


def _files(draft):
    return reverse("edit-submission-files", args=[draft.pk])


# --- without an account


def test_somebody_without_an_account_has_a_draft_at_an_address_of_its_own(
    client, anonymous_draft, step_address
):
    page = client.get(signed.draft_path(anonymous_draft), follow=True)

    assert "Sprogmakkere" in page.text
    assert anonymous_draft.state == State.DRAFT


def test_a_draft_without_an_account_is_sent_in_once_the_address_is_confirmed(
    client, anonymous_draft, step_address, typed
):
    draft = anonymous_draft
    client.post(step_address(draft, 2), typed(draft, 2, problem="Vi ventede.", practice="Ring."))
    draft.refresh_from_db()
    client.post(step_address(draft, 4), typed(draft, 4, contact="Teamet", email="s@example.com"))
    draft.refresh_from_db()

    sent = client.post(step_address(draft, 5), typed(draft, 5, do="send"))

    draft.refresh_from_db()
    assert sent["Location"] == reverse("share-thanks")
    assert draft.state == State.UNCONFIRMED
    assert Message.objects.get().to == "s@example.com"
    client.post(signed.confirm_path(draft))
    draft.refresh_from_db()
    assert draft.state == State.SUBMITTED


def test_the_address_is_among_what_is_missing(client, anonymous_draft, step_address):
    assert (
        "Din e-mailadresse" in client.get(step_address(anonymous_draft)).context["progress"].missing
    )


def test_the_link_is_mailed_to_the_address_that_was_typed(
    client, anonymous_draft, step_address, typed
):
    client.post(
        step_address(anonymous_draft, 4),
        typed(anonymous_draft, 4, email="s@example.com", do="mail"),
    )

    mail = Message.objects.get()
    assert (mail.to, signed.draft_path(anonymous_draft) in mail.body) == ("s@example.com", True)


def test_nobody_can_be_flooded_with_links(client, anonymous_draft, step_address, typed):
    for _time in range(8):
        anonymous_draft.refresh_from_db()
        client.post(
            step_address(anonymous_draft, 4),
            typed(anonymous_draft, 4, email="s@example.com", do="mail"),
        )

    assert Message.objects.count() == 5


def test_whoever_logs_in_with_the_link_has_the_draft_as_their_own(
    client, anonymous_draft, step_address, typed, karen
):
    client.force_login(karen)
    old = step_address(anonymous_draft)

    client.post(old, typed(anonymous_draft, do="stay"))

    anonymous_draft.refresh_from_db()
    assert anonymous_draft.author == karen
    assert "Sprogmakkere" in client.get("/mine-bidrag/").text
    client.logout()
    assert "/mine-bidrag/" in client.get(old)["Location"]


@pytest.mark.parametrize("change", [lambda text: text[:-2] + "xx", lambda text: "1"])
def test_a_link_that_was_made_up_opens_nothing(change, client, anonymous_draft):
    token = change(signed.draft_token(anonymous_draft))

    assert client.get(reverse("draft", args=[token])).status_code == 404
    assert client.post(reverse("draft-files", args=[token])).status_code == 404


def test_the_link_of_a_draft_is_no_link_to_anything_else(client, anonymous_draft):
    token = signed.draft_token(anonymous_draft)

    for name in ("submission-status", "confirm-email", "edit-by-link"):
        assert client.get(reverse(name, args=[token])).status_code == 404


def test_strangers_may_only_begin_so_many(client, posted, monkeypatch):
    monkeypatch.setitem(strangers.MOST, strangers.Act.LEAVE_TEXT, 2)

    pages = [
        client.post(NEW_METHOD, {**posted(title=f"Nr. {number}"), "step": "metoden"})
        for number in range(3)
    ]

    assert [page.status_code for page in pages] == [302, 302, 422]
    assert "Nr. 2" in pages[2].text
    assert "Vent en time" in pages[2].text


def test_all_strangers_together_may_only_begin_so_many(client, posted, monkeypatch):
    monkeypatch.setattr(sharing, "NEW_DRAFTS_AN_HOUR", 1)

    client.post(NEW_METHOD, {**posted(title="Den første"), "step": "metoden"})
    page = client.post(NEW_METHOD, {**posted(title="Den anden"), "step": "metoden"})

    assert "Den anden" in page.text
    assert Submission.objects.count() == 1


@pytest.fixture
def mailed_to(client, anonymous_draft, step_address, typed):
    """Ask for the link of the draft to be mailed to an address."""

    def ask(email):
        anonymous_draft.refresh_from_db()
        return client.post(
            step_address(anonymous_draft, 4), typed(anonymous_draft, 4, email=email, do="mail")
        )

    return ask


def test_links_cannot_be_mailed_to_ever_new_addresses(mailed_to, monkeypatch):
    monkeypatch.setitem(strangers.MOST, strangers.Act.MAIL, 3)

    for number in range(6):
        mailed_to(f"offer{number}@example.com")

    assert Message.objects.count() == 3


def test_the_mail_of_a_link_says_nothing_that_a_stranger_wrote(
    client, anonymous_draft, mailed_to, step_address, typed
):
    title = "Din konto er spærret.\n\nVenlig hilsen\nMitID"
    client.post(step_address(anonymous_draft, 1), typed(anonymous_draft, 1, title=title))

    mailed_to("offer@example.com")

    anonymous_draft.refresh_from_db()
    assert anonymous_draft.title == "Din konto er spærret. Venlig hilsen MitID"
    assert "spærret" not in Message.objects.get().body
