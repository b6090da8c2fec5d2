"""What every request passes: log-in with a brake, private pages, plain addresses."""

import pytest
from django.urls import reverse

from portal import attempts
from tests.conftest import PASSWORD

TOO_MANY = "Der er forsøgt for mange gange"


def log_in(client, password, *, email="karen@example.com", **headers):
    return client.post(
        reverse("log-in"), {"username": email, "password": password}, headers=headers
    )


def guess(client, times, **where):
    for number in range(times):
        log_in(client, f"gæt-{number}", **where)


def test_the_right_password_does_not_help_after_too_many_wrong_ones(client, karen):
    guess(client, attempts.MOST_PER_ACCOUNT)

    page = log_in(client, PASSWORD)

    assert TOO_MANY in page.text
    assert "_auth_user_id" not in client.session


def test_one_wrong_password_fewer_and_the_right_one_is_let_in(client, karen):
    guess(client, attempts.MOST_PER_ACCOUNT - 1)

    assert log_in(client, PASSWORD)["Location"] == reverse("my-page")


def test_a_stranger_elsewhere_locks_nobody_out(client, karen):
    client.defaults["REMOTE_ADDR"] = "192.0.2.1"
    guess(client, attempts.MOST_PER_ACCOUNT)

    client.defaults["REMOTE_ADDR"] = "192.0.2.2"

    assert log_in(client, PASSWORD)["Location"] == reverse("my-page")


def test_an_invented_forwarding_header_gives_no_new_guesses(client, karen):
    for number in range(attempts.MOST_PER_ACCOUNT):
        guess(client, 1, **{"X-Forwarded-For": f"192.0.2.{number}"})

    assert TOO_MANY in log_in(client, PASSWORD, **{"X-Forwarded-For": "192.0.2.200"}).text


def test_one_password_tried_on_many_accounts_is_stopped_too(client, karen):
    for number in range(attempts.MOST_PER_ADDRESS):
        log_in(client, "Sommer2026", email=f"nummer{number}@example.com")

    assert TOO_MANY in log_in(client, PASSWORD).text


@pytest.mark.parametrize("name", ["home", "my-page", "my-submissions", "nowhere"])
def test_what_a_logged_in_person_sees_is_kept_by_no_cache(client, karen, name):
    client.force_login(karen)

    page = client.get("/findes-ikke/" if name == "nowhere" else reverse(name))

    assert "private" in page["Cache-Control"]
    assert "no-store" in page["Cache-Control"]


def test_a_public_page_may_be_kept_and_varies_with_the_log_in(client, municipalities):
    page = client.get(reverse("home"))

    assert "Cache-Control" not in page
    assert "Cookie" in page["Vary"]


def test_the_api_tells_everyone_the_same_and_may_be_kept(client, karen):
    client.force_login(karen)

    answer = client.get("/api/v1/municipalities/")

    assert answer.status_code == 200
    assert "Cache-Control" not in answer


@pytest.mark.parametrize("sign", ["%00", "%0d%0aSet-Cookie:a=b", "%1b", "%c2%85"])
@pytest.mark.parametrize(
    "address",
    [
        "/bidrag/?kommune=",
        "/del-din-integrationsviden/metode/?bidrag=",
        "/api/v1/submissions/?kind=",
        "/api/v1/municipalities/",
        "/api/schema/?version=",
    ],
)
def test_a_control_character_in_an_address_is_a_bad_request(client, municipalities, address, sign):
    answer = client.get(f"{address}{sign}")

    assert answer.status_code == 400
    assert "a=b" not in str(answer.headers)


def test_danish_letters_in_an_address_are_plain(client, municipalities):
    assert client.get("/soeg/?q=%C3%A6r%C3%B8&kommune=aeroe").status_code == 200


def test_the_open_api_answers_people_who_are_logged_in_and_people_who_are_not(client, karen):
    client.raise_request_exception = False

    assert client.get("/api/v1/rounds/").status_code == 200
    client.force_login(karen)
    assert client.get("/api/v1/rounds/").status_code == 200
