"""Sharing by hand: five minutes at the keyboard, a crash, a file that fails, an ended log-in."""

import contextlib
import re
import time

import pytest
from playwright.sync_api import Error, expect

from portal import demo

KAREN = demo.PEOPLE[3].email
STATUS = "[data-autosave-status]"
METHOD = "/del-din-integrationsviden/metode/"
PDF = (
    b"%PDF-1.4\n"
    b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]>>endobj\n"
    b"xref\n"
    b"0 4\n"
    b"0000000000 65535 f \n"
    b"0000000009 00000 n \n"
    b"0000000052 00000 n \n"
    b"0000000101 00000 n \n"
    b"trailer<</Root 1 0 R/Size 4>>\n"
    b"startxref\n"
    b"164\n"
    b"%%EOF\n"
)
MILLISECONDS_A_LETTER = 60  # two hundred words a minute would be 50; most people need 200
FIVE_MINUTES = 300
WORDS = "Vi ringer til virksomheden den første dag, og mentoren følger med hver fredag. " * 3


@pytest.fixture
def status(page):
    return page.locator(STATUS)


def test_a_method_is_typed_by_keyboard_in_five_minutes(page, log_in, console, axe, shoot):
    log_in(KAREN)
    page.goto(METHOD)
    began = time.monotonic()

    type_into(page, "Titel", "Mentor fra den første dag")
    type_into(page, re.compile("^Målgruppe"), "Flygtninge uden job i det første år")
    assert axe() == []
    press(page, "Gem og gå videre")
    type_into(page, re.compile("^Problemet"), "Mange ventede over et halvt år på praktik.")
    type_into(page, re.compile("^Hvad I gør"), WORDS)
    shoot("step-2-1200")
    press(page, "Gem og gå videre")
    expect(page.get_by_text("Trin 3 af 5")).to_be_visible()
    press(page, "Gem og gå videre")
    type_into(page, re.compile("^Kontakt"), "Integrationsteamet, tlf. 12 34 56 78")
    assert axe() == []
    press(page, "Gem og gå videre")
    expect(page.get_by_text("Alt, der skal med, er udfyldt")).to_be_visible()
    assert axe() == []
    press(page, "Send til redaktionen")

    expect(page.get_by_role("main")).to_contain_text("Tak. Bidraget er sendt til redaktionen.")
    assert time.monotonic() - began < FIVE_MINUTES
    assert console == []


def test_a_crash_halfway_loses_nothing_and_another_device_goes_on(browser, site):
    with browser.new_context(base_url=site.url, locale="da-DK") as first:
        page = first.new_page()
        page.goto(METHOD)
        page.get_by_label("Titel").fill("Sprogmakkere i pausen")
        expect(page.locator(STATUS)).to_contain_text("Gemt", timeout=10_000)
        page.get_by_role("button", name="Gem og gå videre").click()
        page.get_by_label(re.compile("^Problemet")).fill("Mange ventede længe på praktik.")
        expect(page.locator(STATUS)).to_contain_text("Gemt", timeout=10_000)
        page.get_by_role("button", name="Kontakt og bilag").click()
        page.get_by_label(re.compile("^Din e-mail")).fill("sanne@lemvig.example")
        page.get_by_role("button", name="Send mig et link til kladden").click()
        expect(page.get_by_text("Linket er sendt")).to_be_visible()

    with browser.new_context(base_url=site.url, locale="da-DK") as second:
        page = second.new_page()
        page.goto(site.newest_link("/kladde/"))
        expect(page.get_by_label("Titel")).to_have_value("Sprogmakkere i pausen")
        page.get_by_role("button", name="Sådan gør I").click()
        expect(page.get_by_label(re.compile("^Problemet"))).to_have_value(
            "Mange ventede længe på praktik."
        )


def test_without_a_line_the_text_stays_in_the_browser_and_is_offered_again(page, log_in, status):
    log_in(KAREN)
    page.goto(METHOD)
    page.get_by_label("Titel").fill("Uden forbindelse")
    expect(status).to_contain_text("Gemt", timeout=10_000)
    page.route("**/ret/metoden/", cut_what_is_posted)
    page.get_by_label(re.compile("^Målgruppe")).fill("Skrevet uden net")
    expect(status).to_contain_text("Ingen forbindelse", timeout=10_000)
    address = page.url
    die(page)  # before the line is back

    page = page.context.new_page()
    page.goto(address)
    page.get_by_role("button", name="Hent teksten").click()

    expect(page.get_by_label(re.compile("^Målgruppe"))).to_have_value("Skrevet uden net")
    expect(page.locator(STATUS)).to_contain_text("Gemt", timeout=10_000)
    page.reload()
    expect(page.get_by_label(re.compile("^Målgruppe"))).to_have_value("Skrevet uden net")
    expect(page.get_by_role("button", name="Hent teksten")).to_have_count(0)


def test_leaving_in_the_middle_of_a_word_keeps_it(page, log_in, status):
    log_in(KAREN)
    page.goto(METHOD)
    page.get_by_label("Titel").fill("Halv")
    expect(status).to_contain_text("Gemt", timeout=10_000)
    address = page.url

    page.get_by_label("Titel").fill("Halvt skrevet titel")
    page.goto("/bidrag/")  # at once, before the pause is over

    for _each in range(20):  # what was sent on leaving may arrive after the next page was asked for
        page.goto(address)
        if page.get_by_label("Titel").input_value() == "Halvt skrevet titel":
            break
        page.wait_for_timeout(500)
    expect(page.get_by_label("Titel")).to_have_value("Halvt skrevet titel")


def test_leaving_while_a_save_is_on_its_way_keeps_the_words_after_it(page, log_in, status):
    log_in(KAREN)
    page.goto(METHOD)
    page.get_by_label("Titel").fill("Første")
    expect(status).to_contain_text("Gemt", timeout=10_000)
    address = page.url
    waiting = []

    def answer_never(route):
        if route.request.method == "POST" and not waiting:
            waiting.append(route.fetch())  # the server has it; the page does not hear of it
        else:
            route.continue_()

    page.route("**/ret/**", answer_never)
    page.get_by_label("Titel").fill("Første og anden")
    while not waiting:
        page.wait_for_timeout(200)
    page.get_by_label("Titel").fill("Første, anden og tredje")
    page.goto("/bidrag/")
    page.unroute("**/ret/**")
    page.evaluate("localStorage.clear()")  # the copy in this browser is another way back

    for _each in range(20):
        page.goto(address)
        if page.get_by_label("Titel").input_value() == "Første, anden og tredje":
            break
        page.wait_for_timeout(500)
    expect(page.get_by_label("Titel")).to_have_value("Første, anden og tredje")


def test_a_file_that_fails_leaves_the_form_alone_and_may_be_tried_again(page, log_in, shoot):
    log_in(KAREN)
    page.goto(METHOD)
    page.get_by_label("Titel").fill("Med bilag")
    page.get_by_role("button", name="Gem og gå videre").click()
    page.get_by_role("button", name="Kontakt og bilag").click()
    page.get_by_label(re.compile("^Kontakt")).fill("Teamet")
    page.route("**/ret/filer/", lambda route: route.abort())
    chooser = page.locator("input[type=file]")

    chooser.set_input_files([{"name": "plan.pdf", "mimeType": "application/pdf", "buffer": PDF}])
    expect(page.get_by_text("plan.pdf: Forbindelsen blev afbrudt.")).to_be_visible()
    page.unroute("**/ret/filer/")
    page.get_by_role("button", name="Prøv igen plan.pdf").click()
    expect(page.get_by_role("button", name="Fjern plan.pdf")).to_be_visible()
    chooser.set_input_files(
        [{"name": "ond.pdf", "mimeType": "application/pdf", "buffer": b"<html>"}]
    )
    expect(page.get_by_text(re.compile("ond.pdf er ikke en pdf-fil"))).to_be_visible()
    shoot("files-1200")

    page.get_by_role("button", name="Gem kladde").click()
    expect(page.get_by_label(re.compile("^Kontakt"))).to_have_value("Teamet")
    expect(page.locator("[data-draft-files] li")).to_have_count(1)


def test_several_files_are_dropped_at_once(page, log_in):
    log_in(KAREN)
    page.goto(METHOD)
    page.get_by_label("Titel").fill("Med to bilag")
    page.get_by_role("button", name="Gem og gå videre").click()
    page.get_by_role("button", name="Kontakt og bilag").click()

    files = page.evaluate_handle(
        """(text) => {
          const dropped = new DataTransfer();
          for (const name of ["a.pdf", "b.pdf"])
            dropped.items.add(new File([text], name, { type: "application/pdf" }));
          return dropped;
        }""",
        PDF.decode(),
    )
    page.dispatch_event("[data-file-drop]", "drop", {"dataTransfer": files})

    expect(page.get_by_role("button", name="Fjern a.pdf")).to_be_visible()
    expect(page.get_by_role("button", name="Fjern b.pdf")).to_be_visible()


def test_a_log_in_that_ends_halfway_costs_no_word(page, log_in, status):
    log_in(KAREN)
    page.goto(METHOD)
    page.get_by_label("Titel").fill("Afbrudt")
    page.get_by_role("button", name="Gem og gå videre").click()
    page.get_by_label(re.compile("^Problemet")).fill("Skrevet, mens login løb ud.")
    page.context.clear_cookies(name="sessionid")

    expect(status).to_contain_text("Du er logget ud", timeout=10_000)
    with page.expect_popup() as popup:
        status.get_by_role("link", name="Log ind").click()
    other = popup.value
    other.get_by_label("E-mailadresse").fill(KAREN)
    other.get_by_label("Adgangskode").fill(demo.PASSWORD)
    other.get_by_role("main").get_by_role("button", name="Log ind").click()
    other.wait_for_url("**/mine-bidrag/")
    other.close()

    expect(status).to_contain_text("Gemt", timeout=15_000)
    page.reload()
    expect(page.get_by_label(re.compile("^Problemet"))).to_have_value("Skrevet, mens login løb ud.")


def test_two_windows_are_told_of_each_other(page, log_in, status):
    log_in(KAREN)
    page.goto(METHOD)
    page.get_by_label("Titel").fill("To vinduer")
    page.get_by_role("button", name="Gem og gå videre").click()
    other = page.context.new_page()
    other.goto(page.url)
    page.get_by_label(re.compile("^Problemet")).fill("Fra det første vindue.")
    expect(status).to_contain_text("Gemt", timeout=10_000)

    other.get_by_label(re.compile("^Problemet")).fill("Fra det andet vindue.")
    told = other.locator("[data-autosave-status]")
    expect(told).to_contain_text("ændret et andet sted", timeout=10_000)
    other.get_by_role("button", name="Gem kladde").click()

    expect(other.get_by_label(re.compile("^Problemet"))).to_have_value("Fra det andet vindue.")
    expect(other.get_by_role("region", name="Den anden tekst")).to_contain_text(
        "Fra det første vindue."
    )


def test_a_double_click_sends_one(page, log_in):
    log_in(KAREN)
    page.goto(METHOD)
    page.get_by_label("Titel").fill("Dobbeltklik på knappen")

    page.get_by_role("button", name="Gem og gå videre").dblclick()
    page.wait_for_url("**/praksis/")

    page.goto("/mine-bidrag/")
    expect(page.get_by_role("link", name="Dobbeltklik på knappen")).to_have_count(1)


@pytest.mark.parametrize("width", [1200, 390])
def test_the_steps_fit_the_screen(page, log_in, shoot, axe, width):
    page.set_viewport_size({"width": width, "height": 900})
    log_in(KAREN)
    page.goto(METHOD)
    page.get_by_label("Titel").fill("Et billede af skemaet")
    page.get_by_role("button", name="Gem og gå videre").click()

    for name in ("Om metoden", "Hvad I har lært", "Kontakt og bilag", "Se efter og send"):
        page.get_by_role("button", name=name).click()
        expect(page.get_by_role("heading", level=2, name=name)).to_be_visible()
        shoot(f"step-{name.split()[0].lower()}-{width}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert axe() == []


def test_without_script_every_step_is_kept_by_its_buttons(browser, site):
    with browser.new_context(java_script_enabled=False, base_url=site.url) as context:
        page = context.new_page()
        page.goto(METHOD)
        page.get_by_label("Titel").fill("Uden script")
        page.get_by_role("button", name="Gem og gå videre").click()
        page.get_by_label(re.compile("^Problemet")).fill("Mange ventede.")
        page.get_by_role("button", name="Tilbage").click()
        expect(page.get_by_label("Titel")).to_have_value("Uden script")
        page.get_by_role("button", name="Kontakt og bilag").click()
        page.locator("input[type=file]").set_input_files(
            [{"name": "plan.pdf", "mimeType": "application/pdf", "buffer": PDF}]
        )
        page.get_by_role("button", name="Gem kladde").click()
        expect(page.get_by_role("button", name="Fjern plan.pdf")).to_be_visible()


def cut_what_is_posted(route):
    if route.request.method == "POST":
        route.abort("internetdisconnected")
    else:
        route.continue_()


def die(page):
    """End the page's process: what is left has no last words, which a page that is left has."""
    with page.expect_event("crash"), contextlib.suppress(Error):
        page.goto("chrome://crash")


def type_into(page, label, text):
    """As a person does: to the field by the keyboard's focus, then letter by letter."""
    field = page.get_by_label(label)
    field.focus()
    page.keyboard.type(text, delay=MILLISECONDS_A_LETTER)


def press(page, name):
    page.get_by_role("button", name=name, exact=True).last.focus()
    page.keyboard.press("Enter")
    page.wait_for_load_state()
