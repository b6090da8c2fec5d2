"""What a page and a web process weigh."""

import gzip
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.urls import reverse

HEAVY = {"pandas", "scipy", "statsmodels", "pyarrow"}

SERVE_HOME = """
import sys
from django.conf import settings
from portal.wsgi import application
from django.test import Client

settings.ALLOWED_HOSTS.append("testserver")
assert Client().get("/om/").status_code == 200
print(" ".join(name for name in sys.modules if "." not in name))
"""


def modules_of(program):
    """The top names that a fresh process has imported when the program ends."""
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


def test_a_web_process_shows_pages_without_what_only_measuring_needs():
    assert modules_of(SERVE_HOME) & HEAVY == set()


def test_measuring_would_be_noticed():
    measuring = "import measurements.engine.measuring\n" + SERVE_HOME

    assert {"pandas", "scipy"} <= modules_of(measuring)


@pytest.mark.parametrize("address", ["/maalinger/", "/api/v1/municipalities/"])
def test_pages_and_data_go_out_compressed(client, municipalities, address):
    plain = client.get(address)

    packed = client.get(address, headers={"accept-encoding": "gzip"})

    assert packed["Content-Encoding"] == "gzip"
    assert len(packed.content) < len(plain.content)
    assert "Accept-Encoding" in packed["Vary"]
    if "json" in packed["Content-Type"]:
        assert gzip.decompress(packed.content) == plain.content


def test_a_small_answer_goes_as_it_is(client, db):
    answer = client.get(reverse("health"), headers={"accept-encoding": "gzip"})

    assert not answer.has_header("Content-Encoding")


@pytest.mark.parametrize("address", ["/static/portal/portal.css", "/api/v1/municipalities/"])
def test_what_a_browser_has_is_not_sent_again(client, municipalities, address):
    takes = {"accept-encoding": "gzip"}
    first = client.get(address, headers=takes)

    again = client.get(address, headers=takes | {"if-none-match": first["ETag"]})
    first.close()

    assert first["ETag"].startswith("W/")
    assert again.status_code == 304
