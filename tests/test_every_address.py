"""Every address of the site × everybody × every method, as one table. A new address has no row: red.

Another municipality's draft, file, preview and status are not there for anybody else: 404.
"""

from dataclasses import dataclass
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from measurements import signed_links
from measurements.actions import rounds
from portal.actions import inviting
from portal.models import LogIn, MunicipalityDomain, User
from submissions import mail_links, running_links, signed
from submissions.actions import adopting, asking, files, following, reviewing, sharing
from submissions.actions.adopting import Month
from submissions.models import Kind, MunicipalityFollower, Pace, Question, Synonym
from tests.measurements.pages.conftest import figures, make_round, nothing_read_yet  # noqa: F401
from tests.submissions.conftest import PDF, bells, content  # noqa: F401

# Karen sent something in, Kirsten works beside her, Ellen is their editor. Oluf and Erik are the
# same in Lemvig. Carl's account is closed.
PEOPLE = frozenset({"nobody", "carl", "karen", "kirsten", "ellen", "oluf", "erik", "mads", "anna"})
KNOWN = PEOPLE - {"nobody", "carl"}
EDITORS = frozenset({"ellen", "erik"})
REVIEWERS = frozenset({"mads", "anna"})
ADMINISTRATORS = frozenset({"anna"})
OWNERS = frozenset({"karen", "ellen"})
METHODS = ("get", "post", "put", "delete")


@dataclass(frozen=True)
class Row:
    """Who is answered at an address, and what the others who are logged in are told."""

    who: frozenset
    others: int = 403
    by: str = ""  # of the world: what the address is about
    anonymous: str = "log-in"  # or 404, where even the log-in page would say too much
    may_miss: bool = False  # 404 for everybody: what the address is about is not there


OPEN = Row(PEOPLE)
NOBODY = Row(frozenset(), 404, "forged", 404)
ELSEWHERE = Row(PEOPLE, may_miss=True)
LOGGED_IN = Row(KNOWN)
ADMINISTRATION = Row(ADMINISTRATORS)
REVIEW = Row(REVIEWERS)


def public(by):
    return Row(PEOPLE, by=by)


def hidden(who, by):
    """Others are not told that it is there."""
    return Row(who, 404, by)


ROWS = {
    # open to everybody
    **dict.fromkeys(
        (
            *("home", "municipalities", "about", "contact", "privacy", "accessibility", "health"),
            *("rounds", "round-practices", "submissions", "search", "share", "share-report"),
            *("share-method", "share-thanks", "form-key", "method-note", "api", "api-schema"),
            *("api-rounds", "api-municipalities", "api-submissions", "api-search"),
            *("log-in", "log-out", "forgotten-password"),
            *("follow", "versions"),
            *("round", "round-csv", "round-xlsx", "round-json", "seal", "api-round"),
            *("api-results", "api-versions"),
        ),
        OPEN,
    ),
    # of two rounds, the other one is not there; and a first version corrects nothing
    "explained": Row(PEOPLE, by="nowhere", may_miss=True),
    **dict.fromkeys(("compare", "comparison", "comparison-csv", "version-changes"), ELSEWHERE),
    **dict.fromkeys(
        (
            *("municipality", "learn-from", "api-municipality", "follow-municipality"),
            *("municipality-sheet", "municipality-embedded"),
        ),
        public("place"),
    ),
    "api-learn-from": public("place"),
    "method-version": public("method"),
    **dict.fromkeys(("submission", "editions", "edition", "api-submission"), public("shown")),
    # brokers: nobody is let in without one, and none is set up
    **dict.fromkeys(
        (
            *("openid_connect_login", "openid_connect_callback", "saml_login", "saml_acs"),
            *("saml_finish_acs", "saml_sls", "saml_metadata"),
        ),
        Row(frozenset(), 404, "broker", 404),
    ),
    # links are the proof: whoever has one is answered, a forged one is 404 or 410
    **dict.fromkeys(
        (
            *("submission-status", "edit-by-link", "edit-by-link-files", "edit-by-link-step"),
            *("withdraw-by-link", "submission-status-pdf"),
        ),
        public("mailed"),
    ),
    "begin-edition-by-link": Row(frozenset(), 403, "mailed", 403),  # it is not public yet
    **dict.fromkeys(
        ("still-running-by-status", "contact-by-link"),  # of what is public, and this is not
        Row(PEOPLE, by="mailed", may_miss=True),
    ),
    "confirm-email": public("confirm"),
    "running-by-link": public("running"),
    "mail-choices": public("mails"),
    "confirm-following-municipality": public("asked to follow"),
    "followed-municipality": public("following"),
    "answer": public("answer"),
    "invitation": public("invitation"),
    "new-password": public("forged"),
    **dict.fromkeys(
        ("draft", "draft-files", "draft-step", "confirm-following", "stop-following"),
        NOBODY,
    ),
    # one's own
    **dict.fromkeys(
        (
            *("my-page", "security", "change-password", "change-email", "log-out-everywhere"),
            *("second-factor", "second-factor-set-up", "second-factor-remove", "prove-again"),
            *("mail-settings", "my-submissions"),
        ),
        LOGGED_IN,
    ),
    "confirm-new-email": Row(KNOWN, by="forged"),
    "log-out-there": hidden(frozenset({"karen"}), "log-in"),
    # a draft, and what was sent in: its author, the municipality's editor, and then the reviewers
    **dict.fromkeys(
        (
            *("edit-submission", "edit-submission-files", "edit-submission-step"),
            *("withdraw-submission", "my-submission-pdf"),
        ),
        hidden(OWNERS, "kept"),
    ),
    "my-submission": hidden(OWNERS, "kept"),
    "attachment": hidden(OWNERS | REVIEWERS, "file"),
    "file-picture": Row(frozenset(), 404, "file", 404),  # none has been drawn
    "begin-edition": Row(OWNERS | {"kirsten"}, by="shown"),
    "still-running": Row(OWNERS, by="shown"),
    "submission-contact": Row(OWNERS | REVIEWERS, by="shown"),
    # what others do with it
    "adopt": Row(frozenset({"oluf", "erik"}), by="shown"),
    "ask": Row(KNOWN - {"karen"}, by="shown"),
    **dict.fromkeys(
        (
            *("adoption", "adoption-month", "adoption-tell", "adoption-end"),
            "adoption-take-back",
        ),
        hidden(frozenset({"oluf", "erik"}), "adoption"),
    ),
    "adoption-hide": hidden(REVIEWERS, "adoption"),
    # reviewers
    "review": REVIEW,
    "synonyms": REVIEW,
    "synonym": Row(REVIEWERS, by="word"),
    **dict.fromkeys(("review-submission", "review-next", "review-file"), Row(REVIEWERS, by="sent")),
    "correct-submission": Row(REVIEWERS, by="shown"),
    # hearings: municipalities, each for itself
    "hearings": Row(KNOWN - {"mads"}),  # administrators are led to where hearings are made
    **dict.fromkeys(("hearing", "hearing-file"), Row(frozenset(), 404, "draft round")),
    "hearing-answer-file": NOBODY,
    # the municipality's people
    "my-municipality": Row(EDITORS),
    **dict.fromkeys(
        ("close-account", "open-account"), hidden(frozenset({"ellen", "anna"}), "person")
    ),
    **dict.fromkeys(
        ("withdraw-invitation", "invite-again"), hidden(frozenset({"ellen", "anna"}), "invitation")
    ),
    # administrators
    **dict.fromkeys(
        (
            *("people", "invite-person", "domains", "manage-log", "manage-rounds"),
            "manage-round-create",
        ),
        ADMINISTRATION,
    ),
    **dict.fromkeys(("person", "remove-factor"), Row(ADMINISTRATORS, by="person")),
    "remove-domain": Row(ADMINISTRATORS, by="domain"),
    **dict.fromkeys(
        (
            *("manage-round", "manage-round-describe", "manage-round-discard"),
            *("manage-round-files", "manage-round-report"),
            *("manage-round-validate", "manage-round-compute"),
            *("manage-round-progress", "manage-round-stop", "manage-round-preview"),
            *("manage-round-approve", "manage-round-reopen", "manage-round-publish"),
            *("manage-round-correct", "manage-round-retract", "manage-hearing"),
            *("manage-hearing-extend", "manage-hearing-remind"),
        ),
        Row(ADMINISTRATORS, by="draft round"),
    ),
    # faults, warnings and answers that are not there yet
    **dict.fromkeys(
        (
            *("manage-round-faults", "manage-round-accept"),
            *("manage-hearing-answer", "manage-hearing-file"),
        ),
        Row(ADMINISTRATORS, by="draft round", may_miss=True),
    ),
}


def addresses(patterns=None):
    """Every name with the parameters of its address, the longest first. Django's admin is its own."""
    found = {}
    for each in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(each, URLResolver):
            if each.namespace != "admin":
                for name, takes in addresses(each.url_patterns).items():
                    found.setdefault(name, set()).update(takes | _parameters(each))
        else:
            found.setdefault(each.name, set()).update(_parameters(each))
    return found


def _parameters(pattern):
    return set(pattern.pattern.converters) | set(pattern.pattern.regex.groupindex)


@pytest.fixture
def folk(make_user, karen, oluf, mads, anna):
    made = {
        "karen": karen,
        "oluf": oluf,
        "mads": mads,
        "anna": anna,
        "kirsten": make_user("kirsten@example.com", "municipal", "0766"),
        "ellen": make_user("ellen@example.com", "municipal_editor", "0766"),
        "erik": make_user("erik@example.com", "municipal_editor", "0665"),
        "carl": make_user("carl@example.com", "administrator"),
        "nora": make_user("nora@example.com", "municipal", "0766"),
    }
    User.objects.filter(pk=made["carl"].pk).update(is_active=False)
    return made


@pytest.fixture
def world(folk, content, figures, make_round, now):  # noqa: F811
    """One of everything that has an address: for each kind, the parameters it is found by."""
    make_round(figures(), slug="maaling-1999-2007")
    draft = rounds.create_round(
        description=rounds.RoundDescription(
            title="Kladde", period_from=1999, period_to=2007, publisher="M", contact="K"
        ),
        by=folk["anna"],
        now=now,
    )
    karen, oluf = folk["karen"], folk["oluf"]
    known = {"kind": Kind.METHOD, "now": now}
    shown = sharing.submit_new(key=uuid4(), content=content(), by=karen, **known)
    reviewing.publish(submission=shown, version=shown.version, by=folk["mads"], now=now)
    shown.refresh_from_db()
    file = files.keep_file(file=SimpleUploadedFile("plan.pdf", PDF), now=now)
    sent = sharing.submit_new(
        key=uuid4(), content=content(title="Sendt", attachments=[file]), by=karen, **known
    )
    file.refresh_from_db()
    file.state, file.public_sha256, file.public_size = "clean", file.sha256, file.size
    file.save()
    kept = sharing.save_new_draft(key=uuid4(), content=content(title="Ny"), by=karen, **known)
    mailed = sharing.submit_by_email(
        key=uuid4(), content=content(title="Mailet"), email="sanne@example.com", **known
    )
    adoption = adopting.declare(submission=shown, since=Month(2026, 1), by=oluf, now=now)
    asking.ask(submission=shown, text="Hvor længe varer det?", by=oluf, now=now)
    question = Question.objects.get()
    invitation = inviting.invite(
        email="ny@example.com", role="municipal", municipality="0766", by=folk["ellen"], now=now
    )
    domain = MunicipalityDomain.objects.create(municipality_id="0665", domain="lemvig.example")
    log_in = LogIn.objects.create(person=karen, begun_at=now, seen_at=now, device="", address="")
    follower = MunicipalityFollower.objects.create(
        municipality_id="0766",
        email=karen.email,
        pace=Pace.DAILY,
        confirmed_at=now,
        told_until=now,
    )
    status = signed.token(mailed, purpose=signed.STATUS)
    return {
        "": {
            "slug": "maaling-1999-2007",
            "number": 1,
            "other": "ikke-her",
            "municipality": "hedensted",
        },
        "nowhere": {"municipality": "ikke-her"},
        "place": {"slug": "hedensted", "code": "0766"},
        "draft round": {
            "slug": draft.slug,
            "run": 1,
            "municipality": "hedensted",
            "number": 1,
        },
        "method": {"slug": "expected-time-1", "number": 1},
        "shown": {"slug": shown.slug, "number": 1, "code": shown.code, "pk": shown.pk},
        "sent": {"pk": sent.pk, "file": file.pk, "slug": "laer-af"},
        "kept": {"pk": kept.pk, "slug": "metoden"},
        "file": {"pk": file.pk, "number": 1},
        "mailed": {"token": status, "slug": "metoden"},
        "confirm": {"token": signed.token(mailed, purpose=signed.CONFIRM)},
        "running": {"token": running_links.token(shown, karen.email)},
        "asked to follow": {
            "token": signed_links.token(["0766", karen.email, "daily"], purpose=following.CONFIRM)
        },
        "following": {
            "token": signed_links.token([follower.pk, follower.email], purpose=following.FOLLOWED)
        },
        "mails": {"token": mail_links.token("sanne@example.com")},
        "answer": {"token": signed.answer_path(question, karen.email).strip("/").split("/")[-1]},
        "adoption": {"pk": adoption.pk},
        "word": {"pk": Synonym.objects.create(danish="prøveord, ordprøve").pk},
        "person": {"pk": folk["nora"].pk},
        "invitation": {
            "pk": invitation.pk,
            "token": inviting.path_of(invitation).strip("/").split("/")[-1],
        },
        "domain": {"pk": domain.pk},
        "log-in": {"pk": log_in.pk},
        "forged": {"token": "forfalsket", "slug": "titel", "uidb64": "MQ", "sha256": "0" * 64},
        "broker": {"provider_id": "oidc", "organization_slug": "saml"},
    }


def answer_of(client, method, address):
    """What comes back; whatever it changed is undone, in the browser too."""
    kept = client.cookies
    client.cookies = kept.copy()
    with transaction.atomic():
        answer = getattr(client, method)(address)
        if answer.streaming:
            list(answer.streaming_content)  # to the end, so that the file is closed
        transaction.set_rollback(True)
    client.cookies = kept
    if answer.status_code == 302 and answer["Location"].startswith(reverse("log-in") + "?next"):
        return "log-in"
    return answer.status_code


def client_of(folk, person):
    client = Client(raise_request_exception=False)
    if person != "nobody":
        client.force_login(folk[person])
    return client


def address_of(name, world):
    row = ROWS[name]
    takes = addresses()[name]
    known = {**world[""], **world[row.by]}
    return reverse(name, kwargs={each: known[each] for each in takes if each in known})


def test_every_address_has_its_row():
    assert set(addresses()) == set(ROWS)


@pytest.mark.parametrize("person", sorted(PEOPLE))
def test_whoever_may_is_answered_and_whoever_may_not_is_not(folk, world, person):
    client = client_of(folk, person)
    wrong = []
    for name, row in ROWS.items():
        address = address_of(name, world)
        for method in METHODS:
            got = answer_of(client, method, address)
            if not _is_right(got, row, person, method):
                wrong.append(f"{method} {name}: {got}")

    assert wrong == [], "\n" + "\n".join(wrong)


def _is_right(got, row, person, method):
    """405 says nothing about anything; whoever is answered may be told that something is missing."""
    if got == 405:
        return True
    if person in row.who:
        return got != "log-in" and got not in {403, 500} and (got != 404 or row.may_miss)
    if person in {"nobody", "carl"}:
        return got == row.anonymous or (row.others == 404 and got == 404)
    return got == row.others
