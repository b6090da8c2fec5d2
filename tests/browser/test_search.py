"""The search in a browser: faster with a script, the same without."""

import re

import pytest

STATES = ("", "?q=koordinator", "?q=kordinatorr", "?q=xyzzyq", "?q=familie&slags=method")


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("language", ["", "/en"])
def test_every_state_is_accessible_and_fits_a_phone(page, site, axe, console, state, language):
    page.set_viewport_size({"width": 390, "height": 844})

    page.goto(f"{language}/soeg/{state}")

    assert axe() == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert console == []


def test_results_follow_what_is_typed_and_stand_in_the_address(page, site, console):
    page.goto("/soeg/")

    page.get_by_label("Søg efter", exact=True).press_sequentially("koordinator")

    page.get_by_role("link", name="Én koordinator for hver familie").wait_for()
    page.wait_for_url("**/soeg/?q=koordinator")
    assert re.search(r"\d+ resultat", page.locator("#search-said").inner_text())
    assert console == []


def test_the_box_on_every_page_works_without_a_script(browser, site):
    context = browser.new_context(java_script_enabled=False, base_url=site.url)
    page = context.new_page()
    page.goto("/om/")

    page.get_by_role("searchbox").fill("kordinator")
    page.keyboard.press("Enter")

    page.get_by_role("link", name="Én koordinator for hver familie").wait_for()
    assert "Viser resultater for koordinator" in page.get_by_role("main").inner_text()
    context.close()


def test_the_box_on_every_page_proposes_titles_and_goes_to_what_is_chosen(page, site, axe, console):
    page.goto("/om/")
    box = page.get_by_role("banner").get_by_role("combobox")

    box.press_sequentially("koordinat")
    page.locator("#site-search-titles option").first.wait_for(state="attached")
    assert axe() == []
    titles = page.locator("#site-search-titles option").evaluate_all("all => all.map(o => o.value)")
    assert "Én koordinator for hver familie" in titles
    box.fill("Én koordinator for hver familie")
    box.press("Enter")

    assert (
        page.locator(".search-results h3").first.inner_text() == "Én koordinator for hver familie"
    )
    assert console == []


def test_a_filter_chosen_by_the_keyboard_stands_in_the_address(page, site, console):
    page.goto("/soeg/?q=familie")

    page.get_by_text("Filtre", exact=True).press("Enter")
    page.get_by_label("Slags").select_option("method")

    page.wait_for_url("**slags=method**")
    assert page.get_by_label("Afprøvning").is_visible()
    assert console == []
