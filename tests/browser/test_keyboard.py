"""The main tasks by the keyboard alone, with the focus in sight at every step."""

import re

import pytest
from playwright.sync_api import expect

from portal import demo
from tests.browser.test_loop import fill_method, log_in_again, send

KAREN = demo.PEOPLE[3].email
MADS = next(person.email for person in demo.PEOPLE if person.role == "moderator")
MOST_STEPS = 120  # a page has no more places to stop at before what one came for
IS_FOCUSED = "element => element === document.activeElement"
# In the window, not under something else, and marked by more than the browser's hairline.
IS_SEEN = """element => {
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    const x = box.x + Math.min(box.width / 2, 40), y = box.y + box.height / 2;
    const top = document.elementFromPoint(x, y);
    const label = element.labels && element.labels[0];
    return box.bottom > 0 && box.top < innerHeight
        && (element.contains(top) || Boolean(label && label.contains(top)))
        && (style.outlineStyle !== "none" || style.boxShadow !== "none");
}"""


@pytest.fixture
def go_to(page):
    """Tab to a control as somebody without a mouse would; the focus is in sight when it is there."""

    def go(control):
        for _step in range(MOST_STEPS):
            page.keyboard.press("Tab")
            if control.count() and control.first.evaluate(IS_FOCUSED):
                assert control.first.evaluate(IS_SEEN), control
                return
        pytest.fail(f"not reached by {MOST_STEPS} tabs: {control}")

    return go


def test_a_practitioner_finds_the_municipality_and_whom_it_can_learn_from(page, site, go_to):
    page.goto("/")
    go_to(page.get_by_role("combobox", name="Find din kommune"))
    page.keyboard.type("Hedensted")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hedensted")

    go_to(page.get_by_role("link", name=re.compile("^Se alle, tallene bag")))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hvem kan Hedensted lære af?")

    go_to(page.get_by_label("Hvem der kom"))
    page.keyboard.press("End")
    go_to(page.get_by_role("button", name="Find igen"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("ankomne=3"))


def test_a_reader_follows_a_municipality(page, site, go_to):
    page.goto("/kommuner/lemvig/")
    go_to(page.get_by_role("link", name=re.compile("^Følg kommunen")))
    page.keyboard.press("Enter")
    go_to(page.get_by_label(re.compile("^Din e-mail")))
    page.keyboard.type("laeser@example.com")
    page.keyboard.press("Enter")

    expect(page.get_by_role("main")).to_contain_text("laeser@example.com")
    page.goto(site.newest_link("foelg"))
    go_to(page.get_by_role("button", name=re.compile("^Ja")))
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("Lemvig")


def test_an_editor_opens_what_waits_and_sends_it_back(page, log_in, go_to):
    title = "Cykelkursus for voksne"
    log_in(KAREN)
    page.goto("/del-din-integrationsviden/metode/")
    fill_method(page, title)
    send(page)
    log_in_again(page, log_in, MADS)
    page.goto("/redaktion/")
    go_to(page.get_by_role("table").get_by_role("link", name=title))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)

    go_to(page.get_by_label(re.compile("^Kommentar til afsenderen")))
    page.keyboard.type("Skriv, hvem der holder kurset.")
    go_to(page.get_by_role("button", name=re.compile("^Send tilbage")))
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("sendt tilbage")


def test_a_control_that_is_hidden_under_another_would_be_noticed(page, site, go_to):
    """The negative control of all that is in sight."""
    page.goto("/")
    box = page.get_by_role("combobox", name="Find din kommune")
    box.evaluate(
        """element => {
            const cover = document.createElement("div");
            const box = element.getBoundingClientRect();
            Object.assign(cover.style, {position: "fixed", zIndex: 9, background: "#fff",
                left: box.left + "px", top: box.top + "px",
                width: box.width + "px", height: box.height + "px"});
            document.body.append(cover);
        }"""
    )

    with pytest.raises(AssertionError, match="Find din kommune"):
        go_to(box)
