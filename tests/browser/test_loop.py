"""The main job, by hand: a file becomes a public round, an experience becomes a linked method."""

import csv
import re
import subprocess
import sys

import pytest
from django.conf import settings
from playwright.sync_api import expect

from portal import demo

ADMINISTRATOR, SECOND, MODERATOR, KAREN, EDITOR, OLUF = (person.email for person in demo.PEOPLE)
COMPUTE_MILLISECONDS = 60_000


@pytest.fixture(scope="session")
def files(tmp_path_factory, site):
    """Simulated files of 6,000 people, other people than those of the demonstration round."""
    folder = tmp_path_factory.mktemp("files")
    subprocess.run(
        [sys.executable, "manage.py", "simulate_spells", "--seed", "7", "--people", "6000"]
        + ["--out", str(folder)],
        cwd=settings.BASE_DIR,
        check=True,
        capture_output=True,
    )
    return folder


@pytest.fixture
def make_draft(page, log_in):
    """Log in as administrator and make a draft round with this title."""

    def make_draft(title):
        log_in(ADMINISTRATOR)
        page.goto("/administration/maalinger/opret/")
        page.get_by_label("Titel").fill(title)
        page.get_by_label("Første år i perioden").fill("1999")
        page.get_by_label("Sidste år i perioden").fill("2007")
        page.get_by_label("Udgiver").fill("Ministeriet for Prøver")
        page.get_by_label("Data er simulerede").check()
        page.get_by_role("button", name="Opret kladde").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(title)

    return make_draft


@pytest.fixture
def upload(page):
    def upload(spells, labour_market=None):
        page.get_by_role("link", name="Upload filer").first.click()
        page.locator("input[type=file]").nth(0).set_input_files(spells)
        if labour_market:
            page.locator("input[type=file]").nth(1).set_input_files(labour_market)
        page.get_by_role("button", name="Upload og kontrollér").click()

    return upload


@pytest.fixture
def go_on(page):
    """The round's page until it offers this; warnings on the way are looked at and accepted."""

    def go_on(offered):
        seen = page.get_by_role("link", name="Se advarslerne").first
        expect(offered.or_(seen).first).to_be_visible(timeout=COMPUTE_MILLISECONDS)
        if seen.is_visible():
            seen.click()
            for _warning in page.get_by_role("button", name="Jeg har set det").all():
                page.get_by_role("button", name="Jeg har set det").first.click()
                page.wait_for_load_state()
            page.get_by_role("link", name="Tilbage til målingen").click()
        expect(offered.first).to_be_visible()

    return go_on


def test_a_file_becomes_a_public_round(
    page, site, files, make_draft, upload, go_on, log_in, console, shoot
):
    make_draft("Måling til browserprøve")
    inside = page.url
    upload(files / "forloeb.csv", files / "kommuner_aar.csv")

    # Progress comes by itself: nobody reloads the page.
    compute = page.get_by_role("button", name="Beregn", exact=True)
    go_on(compute)
    compute.first.click()
    preview = page.get_by_role("link", name="Se forhåndsvisningen")
    go_on(preview)
    preview.first.click()
    expect(page.get_by_text("Simulerede data.").first).to_be_visible()
    previewed = page.locator("#tabel table").first.inner_text()
    address = "/maalinger/maling-til-browserprove/"
    assert page.request.get(site.url + address).status == 404

    page.goto(inside)
    page.get_by_role("link", name="Godkend målingen").click()
    page.get_by_label(re.compile("^Hvorfor")).fill("En prøve.")
    shoot("approve-1200")
    page.get_by_role("button", name="Godkend og lås tallene").click()
    assert page.request.get(site.url + address).status == 404

    log_in_again(page, log_in, SECOND)
    page.goto(inside)
    page.get_by_role("link", name="Offentliggør målingen").first.click()
    page.get_by_label(re.compile("1999-2007")).fill("1999-2007")
    shoot("publish-1200")
    page.get_by_role("button", name="Offentliggør nu").click()
    page.wait_for_load_state()

    page.context.clear_cookies()
    page.goto("/maalinger/")
    page.get_by_role("link", name="Måling til browserprøve").click()
    public = page.locator("#tabel table").first.inner_text()
    assert public == previewed
    assert "mellem" in page.get_by_role("main").inner_text()
    page.get_by_role("link", name=re.compile("^[0-9a-f]{8}")).first.click()
    expect(page.get_by_text("Seglet holder")).to_be_visible()
    assert console == [] or all("404" in line for line in console)


def test_a_municipality_sees_its_own_figures_in_hearing_and_answers(page, log_in, shoot):
    log_in(KAREN)
    page.goto("/hoering/")
    page.get_by_role("link", name=re.compile("26 ugers arbejde")).first.click()
    main = page.get_by_role("main")
    expect(main).to_contain_text("Hedensted")
    assert "Lemvig" not in page.content()
    page.get_by_label("Vi har en indvending mod tallene").check()
    page.get_by_role("button", name="Send svaret").click()
    expect(main).to_contain_text("Ret dette")

    page.get_by_label(re.compile("^Bemærkning")).fill("Vi modtog mange familier i 2005.")
    shoot("hearing-1200")
    page.get_by_role("button", name="Send svaret").click()

    expect(main).to_contain_text("Vi modtog mange familier i 2005.")
    log_in_again(page, log_in, OLUF)
    page.goto("/hoering/")
    page.get_by_role("link", name=re.compile("26 ugers arbejde")).first.click()
    assert "mange familier" not in page.content()


def test_the_download_has_no_value_without_its_interval_people_and_verdict(page, site):
    newest = page.request.get(f"{site.url}/api/v1/rounds/").json()["results"][0]["slug"]

    text = page.request.get(f"{site.url}/maalinger/{newest}/resultater.csv").body()

    rows = list(csv.DictReader(text.decode("utf-8-sig").splitlines(), delimiter=";"))
    assert len(rows) >= 90
    for row in rows:
        if row["forskel_maaneder"]:
            assert row["forskel_lav"]
            assert row["forskel_hoj"]
            assert row["personer"]
        assert row["vurdering"]


def test_a_wrong_file_is_refused_with_row_and_column_and_the_round_stays(
    page, files, tmp_path, make_draft, upload, shoot
):
    rows = (files / "forloeb.csv").read_text(encoding="utf-8-sig").splitlines()
    header = rows[0].split(";")
    cells = rows[16].split(";")
    cells[header.index("permit_date")] = "31-02-2004"
    rows[16] = ";".join(cells)
    wrong = tmp_path / "forloeb.csv"
    wrong.write_text("\n".join(rows), encoding="utf-8")

    make_draft("Måling med forkert fil")
    upload(wrong)

    main = page.get_by_role("main")
    faults = page.get_by_role("link", name="Se fejlene")
    expect(faults.first).to_be_visible(timeout=COMPUTE_MILLISECONDS)
    faults.first.click()
    expect(main).to_contain_text("31-02-2004")
    fault = page.get_by_role("row").filter(has_text="31-02-2004")
    expect(fault).to_contain_text("17")
    expect(fault).to_contain_text("permit_date")
    shoot("refused-1200")


def test_an_experience_is_returned_corrected_published_and_linked(
    page, site, log_in, browser, console
):
    title = "Mentor på arbejdspladsen fra første dag"
    log_in(EDITOR)  # nobody else here writes as the editor, so no mail is gathered for tomorrow
    page.goto("/del-din-integrationsviden/metode/")
    fill_method(page, title)
    send(page)
    expect(page.get_by_role("main")).to_contain_text("Tak")

    review(page, log_in, title, "Send tilbage", comment="Skriv, hvor mange timer det tager.")
    site.wait_for("Skriv, hvor mange timer det tager.", 30)

    log_in_again(page, log_in, EDITOR)
    page.goto("/mine-bidrag/")
    mine = page.get_by_role("listitem").filter(has=page.get_by_role("link", name=title))
    expect(mine).to_contain_text("Skriv, hvor mange timer det tager.")
    mine.get_by_role("link", name="Ret og send igen").click()
    page.get_by_role("button", name="Sådan gør I").click()
    page.get_by_label(re.compile("^Hvem gør det")).fill("En mentor, fire timer om ugen")
    send(page)

    review(page, log_in, title, "Offentliggør")

    page.context.clear_cookies()
    page.goto("/kommuner/hedensted/")
    page.get_by_role("link", name=title).click()
    main = page.get_by_role("main")
    expect(main).to_contain_text("fire timer om ugen")
    expect(main).to_contain_text("ikke bevis")
    assert console == []


def test_anyone_may_share_after_confirming_an_address(page, site):
    page.goto("/del-din-integrationsviden/metode/")
    fill_method(page, "Sprogmakkere i frokostpausen", municipality="0665")
    page.get_by_label(re.compile("^Din e-mail")).fill("kollega@lemvig.example")
    page.wait_for_timeout(5_000)  # a form filled in within seconds is a robot's
    send(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Tak")

    page.goto(site.newest_link("bekraeft"))
    page.get_by_role("button", name=re.compile("^Ja, det er mig")).click()

    expect(page.get_by_role("main")).to_contain_text("Sprogmakkere i frokostpausen")


def test_a_refused_form_keeps_every_word(page, log_in):
    log_in(KAREN)
    page.goto("/del-din-integrationsviden/metode/?hele=1")
    page.get_by_label(re.compile("^Problemet|^Hvilket problem")).fill("Mange venter længe.")

    page.get_by_role("button", name="Send").click()

    expect(page.get_by_text("Ret dette, og send igen")).to_be_visible()
    expect(page.get_by_label(re.compile("^Problemet|^Hvilket problem"))).to_have_value(
        "Mange venter længe."
    )


def fill_method(page, title, municipality=None):
    """The six fields that must be filled, step by step; it ends at the step of the contact."""
    page.get_by_label("Titel").fill(title)
    if municipality:
        page.locator("[name=municipality]").select_option(municipality)
    page.get_by_label(re.compile("^Målgruppe")).fill("Kort og klart.")
    page.get_by_role("button", name="Gem og gå videre").click()
    page.get_by_label(re.compile("^Problemet")).fill("Kort og klart.")
    page.get_by_label(re.compile("^Hvad I gør")).fill("Kort og klart.")
    page.get_by_role("button", name="Kontakt og bilag").click()
    page.get_by_label(re.compile("^Kontakt")).fill("Kort og klart.")


def send(page):
    page.get_by_role("button", name="Se efter og send").click()
    page.get_by_role("button", name="Send til redaktionen").click()
    page.wait_for_load_state()


def review(page, log_in, title, verb, comment=""):
    log_in_again(page, log_in, MODERATOR)
    page.goto("/redaktion/")
    page.get_by_role("link", name=title).first.click()  # it stands below what was decided, too
    if comment:
        page.get_by_label(re.compile("Kommentar|Besked")).first.fill(comment)
    page.get_by_role("button", name=re.compile(verb)).first.click()
    page.wait_for_load_state()


def log_in_again(page, log_in, email):
    page.context.clear_cookies()
    log_in(email)
