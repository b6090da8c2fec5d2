"""What is given out: the copy, as a download, to those who may read its submission."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from measurements.uploads import display_name
from submissions import storage
from submissions.actions import checking, files
from submissions.lifecycle import State
from submissions.models import FileState
from tests.submissions.files.samples import PERSON, pdf


@pytest.fixture
def attached(submission_in, now):
    """A submission's file, checked for real."""

    def make(state, name="Rapport.pdf"):
        file = files.keep_file(file=SimpleUploadedFile("Rapport.pdf", pdf()), now=now)
        files.set_attachments(submission=submission_in(state), keep=[file])
        checking.check(attachment=file, now=now)
        type(file).objects.filter(pk=file.pk).update(name=name)
        file.refresh_from_db()
        return file

    return make


def test_the_public_gets_the_copy_and_never_what_came(attached, client):
    file = attached(State.PUBLISHED)

    answer = client.get(f"/bidrag/filer/{file.pk}/")
    content = b"".join(answer.streaming_content)

    assert content.startswith(b"%PDF-")
    assert PERSON.encode() not in content
    with storage.open_file(file.sha256) as original:
        assert PERSON.encode() in original.read()
    assert int(answer["Content-Length"]) == file.public_size == len(content)
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"


NAMES = [
    "../../etc/passwd.pdf", "..\\..\\boot.pdf", "C:\\a\\b.pdf", "/etc/shadow.pdf", "~root.pdf",
    "a\r\nSet-Cookie: x=1.pdf", "a\nX: y.pdf", "a\tb.pdf", "nul\x00.pdf", "\x1b[31m.pdf",
    "rapport\u202efdp.exe.pdf", "a\u200b.pdf", "a\u2066b.pdf", "\ufeffa.pdf", "a\u0085b.pdf",
    "CON.pdf", "aux.pdf", "NUL.pdf", "LPT1.pdf", ".htaccess.pdf", "...pdf", " .pdf", "a .pdf",
    "x" * 300 + ".pdf", "æøå" * 80 + ".pdf", "a" * 149 + "é.pdf", "a.pdf" * 40, "a.exe.pdf",
    'a"; filename="b.exe.pdf', "a';b.pdf", "a%0d%0aX.pdf", "a%2e%2e.pdf", "a;b.pdf", "a,b.pdf",
    "a=b.pdf", "a?b.pdf", "a#b.pdf", "a&b.pdf", "a*b.pdf", "a|b.pdf", "a<b>.pdf", "a:b.pdf",
    "<script>alert(1)</script>.pdf", "<img src=x onerror=alert(1)>.pdf", "{{ 7*7 }}.pdf",
    "${jndi:ldap://a}.pdf", "'; DROP TABLE x; --.pdf", "$(id).pdf", "`id`.pdf", "-rf.pdf",
    "日本語.pdf", "العربية.pdf", "🙂.pdf", "e\u0301.pdf", "ﬁ.pdf", "Rapport 2024 (endelig).pdf",
    "Å & Ø.pdf", "a\\b.pdf", "utf-8''x.pdf", "=?utf-8?b?eA==?=.pdf",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_only_text_wherever_it_stands(name):
    shown = display_name(name)

    assert 0 < len(shown) <= 161
    assert "/" not in shown
    assert "\\" not in shown
    assert all(c.isprintable() for c in shown if c != "\u00a0")
    assert not shown.startswith((" ", "."))


@pytest.mark.parametrize("name", NAMES)
def test_no_name_adds_a_header_or_ends_its_own(name, let_out, client, submission_in, now):
    file = files.keep_file(file=SimpleUploadedFile("a.pdf", pdf()), now=now)
    files.set_attachments(submission=submission_in(State.PUBLISHED), keep=[file])
    file.refresh_from_db()
    file.name = display_name(name)[:200]
    let_out(file)

    answer = client.get(f"/bidrag/filer/{file.pk}/")
    disposition = answer["Content-Disposition"]
    assert b"".join(answer.streaming_content) == pdf()

    assert disposition.startswith("attachment; filename")
    assert not set("\r\n\0") & set(disposition)
    assert disposition.isascii()
    assert "Set-Cookie" not in answer
    assert (
        b"<script>" not in client.get(file.submission.get_absolute_url()).content.split(b"<main")[1]
    )


def test_there_are_sixty_names():
    assert len(set(NAMES)) >= 60


PEOPLE = ("nobody", "oluf", "karen", "mads", "anna")
MAY = {  # who gets the file in which state; what is published, everybody
    State.DRAFT: {"karen"},
    State.SUBMITTED: {"karen", "mads"},
    State.RETURNED: {"karen", "mads"},
    State.REJECTED: {"karen", "mads"},
    State.PUBLISHED: set(PEOPLE),
}


@pytest.mark.parametrize("state", MAY)
def test_each_person_gets_what_they_may_read(state, submission_in, let_out, client, now, request):
    file = files.keep_file(file=SimpleUploadedFile("a.pdf", pdf()), now=now)
    files.set_attachments(submission=submission_in(state), keep=[file])
    file.refresh_from_db()
    let_out(file)
    got, before = set(), set()
    for who in PEOPLE:
        if who != "nobody":
            client.force_login(request.getfixturevalue(who))
        if gets(client, file):
            got.add(who)
    type(file).objects.update(state=FileState.WAITING)
    for who in PEOPLE[1:]:
        client.force_login(request.getfixturevalue(who))
        if gets(client, file):
            before.add(who)

    assert got - {"anna"} == MAY[state] - {"anna"}
    assert before == set()


def gets(client, file):
    answer = client.get(f"/bidrag/filer/{file.pk}/")
    return answer.status_code == 200 and b"".join(answer.streaming_content) == pdf()


def test_pictures_are_for_owners_and_editors_only(attached, client, karen, mads, oluf):
    file = attached(State.SUBMITTED)
    address = f"/bidrag/filer/{file.pk}/side/1.png"
    seen = set()
    for person in (None, oluf, karen, mads):
        if person:
            client.force_login(person)
        answer = client.get(address)
        if answer.status_code == 200 and b"".join(answer.streaming_content).startswith(b"\x89PNG"):
            seen.add(person)

    assert seen == {karen, mads}
