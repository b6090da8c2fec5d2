"""Every page that a role can reach by links: accessible, narrow enough, silent, only our own origin."""

from urllib.parse import urldefrag, urlparse

import pytest

ROLES = {
    "reader": None,
    "municipal": "hedensted@demo.example",
    "editor": "hedensted-redaktoer@demo.example",
    "moderator": "redaktion@demo.example",
    "administrator": "administrator@demo.example",
}
NO_PAGES = ("/en/", "/api/v1/", "/api/schema/")
FILES = (".csv", ".xlsx", ".json", "/pdf/", ".pdf")
# What every round, every municipality of it and every pair of rounds has.
PARTS = (
    "/segl/",
    "/udgaver/",
    "/foelg/",
    "/metoder/",
    "/sammenlign/",
    "/saadan/",
    "/laer-af/",
    "/indlejret/",
)
# One of a kind is enough of pages that differ only in their subject.
KINDS = (
    "/kommuner/",
    "/maalinger/",
    "/bidrag/",
    "/redaktion/",
    "/administration/maalinger/",
    "/administration/brugere/",
)
EACH_KIND = 4


def addresses(page, site, start):
    """All pages reachable from here by links, a few of each kind."""
    queue, seen, per_kind = [start], set(), {}
    while queue:
        path = queue.pop(0)
        if path in seen:
            continue
        part = next((k for k in PARTS if path.endswith(k)), None)
        kind = part or next((k for k in KINDS if k in path and not path.endswith(k)), None)
        per_kind[kind] = per_kind.get(kind, 0) + 1
        if kind and per_kind[kind] > EACH_KIND:
            continue
        answer = page.goto(path)
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        seen.add(path)
        yield path, answer
        for link in page.locator("a[href]").evaluate_all("all => all.map(a => a.href)"):
            there = urlparse(urldefrag(link).url)
            is_page = f"{there.scheme}://{there.netloc}" == site.url and not there.query
            is_other = there.path.startswith(NO_PAGES) or there.path.endswith(FILES)
            if is_page and not is_other:
                queue.append(there.path)


@pytest.mark.parametrize("role", ROLES)
def test_pages_are_accessible_and_fit_a_phone(page, site, log_in, axe, console, role, shoot):
    if ROLES[role]:
        log_in(ROLES[role])
    foreign = []
    page.on("request", lambda r: foreign.append(r.url) if not r.url.startswith(site.url) else None)
    faults, visited = [], 0

    page.set_viewport_size({"width": 390, "height": 844})
    for path, answer in addresses(page, site, "/"):
        visited += 1
        width = page.evaluate("document.documentElement.scrollWidth")
        if answer.status != 200:
            faults.append((path, f"status {answer.status}"))
        if width > 390:
            faults.append((path, f"{width} px wide"))
        faults += [(path, broken) for broken in axe()]
        if page.locator("h1").count() != 1:
            faults.append((path, "not one h1"))

    assert visited >= 15
    assert faults == []
    assert console == []
    assert foreign == []


ENGLISH = {
    "/en/": "What works",
    "/en/maalinger/": "Measurement rounds",
    "/en/kommuner/hedensted/": "Slower than expected",
    "/en/bidrag/": "Methods and reports",
    "/en/om/": "About",
    "/en/del-din-integrationsviden/metode/": "method or experience",
}


def test_english_pages_are_accessible_and_speak_english(page, site, axe, console):
    faults = []
    for path, words in ENGLISH.items():
        page.goto(path)
        assert page.locator("html").get_attribute("lang") == "en"
        if words not in page.get_by_role("main").inner_text():
            faults.append((path, f"does not say {words}"))
        faults += [(path, broken) for broken in axe()]

    assert faults == []
    assert console == []


@pytest.mark.parametrize("width", [1200, 390])
def test_pictures_of_the_main_pages(page, site, shoot, width):
    newest = page.request.get(f"{site.url}/api/v1/rounds/").json()["results"][0]["slug"]
    pages = {
        "home": "/",
        "round": f"/maalinger/{newest}/",
        "round-2009": "/maalinger/effektmaaling-2009/",
        "municipality": "/kommuner/hedensted/",
        "learn-from": "/kommuner/hedensted/laer-af/",
        "submissions": "/bidrag/",
        "share-method": "/del-din-integrationsviden/metode/",
    }
    page.set_viewport_size({"width": width, "height": 900})

    for name, path in pages.items():
        page.goto(path)
        page.wait_for_load_state("networkidle")
        shoot(f"{name}-{width}")


def test_the_keyboard_reaches_the_content_first(page, site):
    page.goto("/")

    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Gå til indholdet"
    page.keyboard.press("Enter")

    assert page.url.endswith("#main-content")


def test_the_main_pages_work_without_script(browser, site):
    with browser.new_context(java_script_enabled=False, base_url=site.url) as context:
        page = context.new_page()
        page.goto("/")
        page.get_by_role("combobox", name="Find din kommune").fill("Hedensted")
        page.get_by_role("button", name="Vis kommune").click()
        assert page.get_by_role("heading", level=1).inner_text() == "Hedensted"
        page.get_by_role("link", name="Målinger").first.click()
        page.get_by_role("main").get_by_role("link").first.click()
        assert page.get_by_role("heading", level=1).count() == 1
