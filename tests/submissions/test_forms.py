"""The two forms: every field's error, nothing typed is lost, files kept by reference."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils import timezone

from measurements.models import FormerMunicipality
from submissions.forms import FORMS, MOST_FILES, MethodForm, ReportForm
from submissions.lifecycle import State
from submissions.models import Attachment, Kind, Submission

METHOD_PAGE = "/del-din-integrationsviden/metode/"
REPORT_PAGE = "/del-din-integrationsviden/rapport/"
NEXT_YEAR = str(timezone.localdate().year + 1)

REFUSED = [
    (Kind.METHOD, "title", "", "påkrævet"),
    (Kind.METHOD, "title", "x" * 201, "200"),
    (Kind.METHOD, "municipality", "", "påkrævet"),
    (Kind.METHOD, "municipality", "9999", "ikke en"),
    (Kind.METHOD, "further", "Vejle, Andeby", "Andeby"),
    (Kind.METHOD, "began_year", "nitten", "fire cifre"),
    (Kind.METHOD, "began_year", "1850", "mellem 1970"),
    (Kind.METHOD, "began_year", NEXT_YEAR, "mellem 1970"),
    (Kind.METHOD, "began_month", "13", "ikke en"),
    (Kind.METHOD, "ended_year", "2001", "før den begyndte"),
    (Kind.METHOD, "target_group", "", "påkrævet"),
    (Kind.METHOD, "problem", "", "påkrævet"),
    (Kind.METHOD, "practice", "", "påkrævet"),
    (Kind.METHOD, "contact", "", "påkrævet"),
    (Kind.METHOD, "link", "javascript:alert(1)", "hele adressen"),
    (Kind.METHOD, "link", "ftp://example.com/x", "hele adressen"),
    *(
        (Kind.METHOD, name, "x" * 10_001, "10")
        for name in (
            "problem",
            "practice",
            "who_and_time",
            "preconditions",
            "results",
            "what_failed",
            "advice_smaller",
            "advice_larger",
        )
    ),
    (Kind.REPORT, "title", "", "påkrævet"),
    (Kind.REPORT, "report_type", "", "påkrævet"),
    (Kind.REPORT, "report_type", "digt", "ikke en"),
    (Kind.REPORT, "publisher", "", "påkrævet"),
    (Kind.REPORT, "year", "", "påkrævet"),
    (Kind.REPORT, "year", "24", "mellem 1970"),
    (Kind.REPORT, "month", "0", "ikke en"),
    (Kind.REPORT, "municipality", "0000", "ikke en"),
    (Kind.REPORT, "further", "Ingensteder", "Ingensteder"),
    (Kind.REPORT, "target_group", "x" * 301, "300"),
    (Kind.REPORT, "summary", "", "påkrævet"),
    (Kind.REPORT, "summary", "x" * 10_001, "10"),
    (Kind.REPORT, "contact", "", "påkrævet"),
    (Kind.REPORT, "link", "ikke et link", "hele adressen"),
]


@pytest.mark.parametrize(("kind", "name", "value", "says"), REFUSED)
def test_each_field_says_what_is_wrong_with_it(kind, name, value, says, posted):
    fields = posted(kind, **({"began_year": "2010"} if name == "ended_year" else {}))

    form = FORMS[kind](as_post({**fields, name: value}))

    assert not form.is_valid()
    assert list(form.errors) == [name]
    assert says in " ".join(form.errors[name])


def as_post(fields):
    data = QueryDict(mutable=True)
    for name, value in fields.items():
        data.setlist(name, value if isinstance(value, list) else [str(value)])
    return data


@pytest.mark.parametrize("kind", Kind)
def test_every_field_has_a_hint_and_a_place_on_the_page(kind, municipalities):
    form = FORMS[kind](with_email=True)

    shown = [field.name for _heading, fields in form.grouped() for field in fields]

    visible = {f.name for f in form.visible_fields()} - {"website"}
    assert set(shown) == visible
    assert [name for name in shown if not form.fields[name].help_text] == []


@pytest.mark.parametrize("kind", Kind)
def test_a_form_filled_in_well_is_accepted(kind, posted):
    form = FORMS[kind](as_post(posted(kind)))

    assert form.is_valid(), form.errors


def test_a_month_without_a_year_is_pointed_out(posted):
    form = MethodForm(as_post(posted(began_month="3")))

    assert form.errors == {"began_year": ["Skriv også årstallet."]}


def test_a_report_needs_a_file_or_a_link(posted):
    form = ReportForm(as_post(posted(Kind.REPORT, link="")))

    assert form.errors == {"files": ["Send enten filen eller et link til rapporten."]}


def test_a_draft_may_leave_everything_open(posted):
    fields = posted()
    form = MethodForm(as_post({"key": fields["key"], "further": "", "title": "Ide"}), draft=True)

    assert form.is_valid(), form.errors


def test_other_municipalities_are_found_however_they_are_spelt(posted):
    form = MethodForm(as_post(posted(further="Århus, grindsted ,Vejle Kommune, Hedensted")))

    assert form.is_valid(), form.errors
    assert form.content().further_municipalities == ("0751", "0530", "0630")


def test_a_divided_municipality_asks_which_part_is_meant(municipalities, posted):
    divided = FormerMunicipality.objects.filter(split=True)[0].old_name

    form = MethodForm(as_post(posted(further=divided)))

    assert "blev delt" in form.errors["further"][0]


def test_nothing_typed_is_lost_when_a_field_is_refused(client, posted):
    fields = posted(title="", email="sanne@example.com", results="14 af 20 <b>fik</b> job")

    page = client.post(METHOD_PAGE, fields)

    assert page.status_code == 422
    for name, value in fields.items():
        if name not in {"title", "do"} and value:
            assert page.context["form"][name].value() == value
    assert "Ret dette, og send igen" in page.text
    assert 'href="#id_title"' in page.text
    assert "14 af 20 &lt;b&gt;fik&lt;/b&gt; job" in page.text


def test_a_file_is_kept_while_another_field_is_put_right(client, posted, pdf):
    fields = posted(Kind.REPORT, link="", title="", email="sanne@example.com")

    refused = client.post(REPORT_PAGE, {**fields, "files": SimpleUploadedFile("r.pdf", pdf)})
    (token,) = re.findall(r'name="kept" value="([^"]+)"', refused.text)
    accepted = client.post(REPORT_PAGE, {**fields, "title": "Rapport", "kept": token})

    assert "r.pdf" in refused.text
    assert accepted.status_code == 302
    assert [a.name for a in Submission.objects.get().attachments.all()] == ["r.pdf"]


def test_a_bad_file_is_named_and_the_good_one_kept(client, posted, pdf):
    files = [SimpleUploadedFile("god.pdf", pdf), SimpleUploadedFile("ond.pdf", b"<html>")]

    page = client.post(METHOD_PAGE, {**posted(email="sanne@example.com"), "files": files})

    assert page.status_code == 422
    assert "ond.pdf er ikke en pdf-fil" in page.text
    assert Attachment.objects.get().name == "god.pdf"


def test_a_made_up_or_foreign_file_reference_is_refused(client, posted, pdf):
    page = client.post(METHOD_PAGE, {**posted(email="s@example.com"), "kept": ["1", "1:snyd"]})

    assert page.status_code in {302, 422}
    assert not Attachment.objects.exists()


def test_a_file_too_many_is_named_and_the_others_kept(client, posted, pdf, karen):
    client.force_login(karen)
    files = [SimpleUploadedFile(f"{n}.pdf", pdf) for n in range(MOST_FILES + 1)]

    page = client.post(METHOD_PAGE, {**posted(), "files": files})

    assert f"{MOST_FILES}.pdf kom ikke med" in page.text
    assert Attachment.objects.count() == MOST_FILES


def test_a_robot_is_thanked_and_forgotten(client, posted):
    answer = client.post(METHOD_PAGE, posted(email="robot@example.com", website="http://x.example"))

    assert answer.status_code == 302
    assert not Submission.objects.exists()


def test_a_municipal_user_finds_their_municipality_filled_in(client, karen):
    client.force_login(karen)

    page = client.get(METHOD_PAGE)

    assert page.context["form"]["municipality"].value() == "0766"
    assert "email" not in page.context["form"].fields


def test_a_draft_is_kept_and_taken_up_again(client, karen, posted):
    client.force_login(karen)

    kept = client.post(METHOD_PAGE, posted(title="Halv", practice="", contact="", do="draft"))
    draft = Submission.objects.get()
    page = client.get(kept["Location"])

    assert draft.state == State.DRAFT
    assert page.context["form"]["title"].value() == "Halv"


def test_without_an_account_there_are_no_drafts_to_lose(client, posted):
    page = client.post(METHOD_PAGE, posted(email="sanne@example.com", do="draft"))

    assert page.status_code == 302
    assert Submission.objects.get().state == State.UNCONFIRMED


def test_a_double_click_makes_one_submission(client, karen, posted):
    client.force_login(karen)
    fields = posted()

    answers = [client.post(METHOD_PAGE, fields) for _time in range(3)]

    assert len({answer["Location"] for answer in answers}) == 1
    assert Submission.objects.count() == 1


def test_the_key_of_another_persons_form_keeps_the_text_on_the_page(client, karen, oluf, posted):
    fields = posted(title="Mit arbejde")
    client.force_login(karen)
    client.post(METHOD_PAGE, fields)
    client.force_login(oluf)

    page = client.post(METHOD_PAGE, fields)

    assert page.status_code == 409
    assert "Mit arbejde" in page.text


def test_a_bare_title_is_offered_for_completion(client, submission_in, karen):
    published = submission_in(State.PUBLISHED)
    Submission.objects.filter(pk=published.pk).update(only_title=True, author=None)

    page = client.get(f"{METHOD_PAGE}?bidrag={published.code}")

    assert page.context["form"]["title"].value() == published.title
    assert page.context["form"]["replaces"].value() == published.code


def test_another_municipalitys_method_is_not_offered(client, submission_in, oluf):
    published = submission_in(State.PUBLISHED)
    client.force_login(oluf)

    page = client.get(f"{METHOD_PAGE}?bidrag={published.code}")

    assert page.context["form"]["title"].value() is None


def test_an_edit_in_an_old_window_keeps_the_text_and_says_so(client, karen, submission_in, posted):
    draft = submission_in(State.DRAFT)
    client.force_login(karen)
    address = f"/mine-bidrag/{draft.pk}/ret/"
    fields = posted(version=draft.version, do="draft", key=draft.key)
    client.post(address, {**fields, "title": "Den nye"})

    page = client.post(address, {**fields, "title": "Den anden"})

    assert page.status_code == 422
    assert "Den anden" in page.text
    assert Submission.objects.get().title == "Den nye"
    again = client.post(
        address,
        {**fields, "title": "Den anden", "version": page.context["form"]["version"].value()},
    )
    assert again.status_code == 302
    assert Submission.objects.get().title == "Den anden"
