"""The map of a round: by mouse, by keyboard, on a phone."""

import pytest

AT = 0.73, 0.63  # of the frame: Frederiksberg
ROUND = "/maalinger/kommunernes-integrationsindsats-1999-2007-simulerede-data/"


@pytest.fixture
def round_page(page, site):
    page.goto(ROUND)
    return page


def test_a_click_on_the_sketch_leads_to_the_municipality(round_page):
    round_page.locator('.country [data-code="0851"]').click()

    round_page.wait_for_url("**/kommuner/aalborg/")


def test_a_click_on_the_enlarged_capital_leads_on_too(round_page):
    """Frederiksberg lies in the middle of it, a hand's breadth from where it lies in the country."""
    enlarged = round_page.locator(".country .frame").last
    enlarged.scroll_into_view_if_needed()
    box = enlarged.bounding_box()

    round_page.mouse.click(box["x"] + AT[0] * box["width"], box["y"] + AT[1] * box["height"])

    round_page.wait_for_url("**/kommuner/frederiksberg/")


def test_the_keyboard_goes_past_the_tiles_by_one_link(round_page):
    past = round_page.get_by_role("link", name="Gå til tabellen med de samme tal")

    past.focus()
    round_page.keyboard.press("Tab")
    assert round_page.evaluate("document.activeElement.className").startswith("tile ")
    past.press("Enter")
    round_page.keyboard.press("Tab")

    assert round_page.evaluate("document.activeElement.closest('#tabel') !== null")


def test_no_tile_is_too_small_for_a_finger(round_page):
    round_page.set_viewport_size({"width": 390, "height": 844})

    sizes = round_page.locator("a.tile").evaluate_all(
        "all => all.map(a => a.getBoundingClientRect()).map(box => [box.width, box.height])"
    )

    assert len(sizes) == 98
    assert min(min(size) for size in sizes) >= 24
