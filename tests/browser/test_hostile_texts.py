"""Hostile texts in every field: none of them acts in a browser, on any page that shows them."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

from tests.browser.hostile import FIELDS, PAYLOADS

# Links that would act when they are clicked.
_ACTING_LINKS = """() => [...document.querySelectorAll('a[href], form[action], [src]')]
    .map(each => each.getAttribute('href') || each.action || each.src)
    .filter(where => /^\\s*(javascript|data|vbscript):/i.test(where))"""
_PROGRAM = "tests/browser/hostile.py"


@pytest.fixture(scope="module")
def met(site):
    """Where the texts can be met."""
    told = site.folder / "hostile.json"
    answer = subprocess.run(
        [sys.executable, _PROGRAM, str(told)],
        cwd=settings.BASE_DIR,
        env=os.environ | {"VAR_DIR": str(site.folder), "BASE_URL": site.url},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr[-2000:]
    return json.loads(told.read_text(encoding="utf-8"))


@pytest.fixture
def acted(page):
    """Whether anything acted: a mark, a dialog, or something that the policy had to stop."""
    complaints = []
    page.on("dialog", lambda dialog: (complaints.append("dialog"), dialog.dismiss()))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))

    def acted(address):
        complaints.clear()
        page.goto(address, wait_until="load")
        mark = page.evaluate("document.documentElement.dataset.hit || ''")
        return [*([f"mark {mark}"] if mark else []), *complaints, *page.evaluate(_ACTING_LINKS)]

    return acted


def test_three_thousand_renders_and_none_acts(site, page, log_in, acted, met):
    assert len(PAYLOADS) * FIELDS >= 3_000

    public = {each["slug"]: acted(f"/bidrag/{each['slug']}/") for each in met}
    log_in("redaktion@demo.example")
    reviewed = {each["pk"]: acted(f"/redaktion/{each['pk']}/") for each in met}
    lists = {
        address: acted(address)
        for address in ("/redaktion/", "/bidrag/", "/kommuner/hedensted/", "/soeg/?q=prøve")
    }

    assert {where: what for where, what in (public | reviewed | lists).items() if what} == {}


def test_authors_meet_their_own_texts_unharmed(site, page, log_in, acted, met):
    log_in("hedensted@demo.example")

    told = {each["pk"]: acted(f"/mine-bidrag/{each['pk']}/") for each in met[::5]}
    asked = {each["pk"]: acted(each["answer"]) for each in met if "answer" in each}

    assert {where: what for where, what in (told | asked).items() if what} == {}


def test_without_our_guards_the_texts_do_act(site, page, acted):
    """The control: the same texts on a page that neither cleans nor has a policy."""
    hits = 0
    for text in PAYLOADS:
        page.route("**/uden-vagt/", _unguarded(text))
        hits += any("mark" in each for each in acted("/uden-vagt/"))
        page.unroute("**/uden-vagt/")

    assert hits > len(PAYLOADS) / 3


def _unguarded(text):
    body = f"<!doctype html><p>{text}"
    return lambda route: route.fulfill(content_type="text/html; charset=utf-8", body=body)
