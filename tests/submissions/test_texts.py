"""Texts are shown, never obeyed."""

import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from submissions import texts
from submissions.texts import as_html, as_plain, safe_address

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "[klik](javascript:alert(1))",
    "[klik](JaVaScRiPt:alert(1))",
    "[klik](java\tscript:alert(1))",
    "[klik](&#106;avascript:alert(1))",
    "[klik](data:text/html;base64,PHNjcmlwdD4=)",
    "[klik](vbscript:x)",
    "[klik](//ond.example/x)",
    "[klik](/log-ud/)",
    "<a href='javascript:alert(1)'>x</a>",
    "![x](https://ond.example/spor.png)",
    '[x](https://a.example "onmouseover=alert(1)")',
    "<javascript:alert(1)>",
    "<iframe src=//ond.example>",
    "<style>*{display:none}</style>",
    "`<script>alert(1)</script>`",
    "```\n<script>alert(1)</script>\n```",
    "<!--<img src=--><img src=x onerror=alert(1)>//-->",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_acts_survives(text):
    html = as_html(text)

    tags = re.findall(r"<\s*([a-z0-9]+)([^>]*)>", html, re.IGNORECASE)
    assert {name for name, _rest in tags} <= {"p", "a", "code", "pre", "br"}
    for name, rest in tags:
        assert not re.search(r"\son\w+\s*=", re.sub(r'"[^"]*"', '""', rest))
        if name == "a" and "href" in rest:
            assert 'href="https://' in rest


def test_a_link_says_that_we_do_not_vouch_for_it():
    html = as_html("[se her](https://www.example.com/)")

    assert 'href="https://www.example.com/"' in html
    assert 'rel="nofollow noopener noreferrer"' in html


def test_headings_of_a_text_stay_below_those_of_the_page():
    html = as_html("# Stor\n\n## Mindre")

    assert "<h3>Stor</h3>" in html
    assert "<h1" not in html


def steps_of(work):
    """How many functions are called meanwhile: the same on a busy machine as on an idle one."""
    steps = 0

    def count(_frame, event, _argument):
        nonlocal steps
        steps += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return steps


@pytest.mark.parametrize("bomb", ["[", ">", "*a_", "`", "- ", "![", "<"])
def test_twice_as_long_a_text_is_no_more_than_twice_the_work(bomb):
    half, whole = bomb * (5_000 // len(bomb)), bomb * (10_000 // len(bomb))

    assert steps_of(lambda: as_html(whole)) < 2.2 * steps_of(lambda: as_html(half))


def test_work_that_grows_with_the_square_would_be_seen():
    def every_pair(text):
        return [abs(0) for _one in text for _other in text]

    assert steps_of(lambda: every_pair("x" * 100)) > 3.5 * steps_of(lambda: every_pair("x" * 50))


def test_plain_words_carry_no_markup():
    assert as_plain("**Fed** og [link](https://a.example)\n\n- en\n- to & tre") == (
        "Fed og link en to & tre"
    )


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "JAVASCRIPT:x", "data:text/html,x", "//x", ""]
)
def test_an_address_that_acts_is_no_address(address):
    assert safe_address(address) == ""


def test_an_address_of_a_page_is_left_as_it_is():
    assert safe_address("https://www.example.com/a?b=c") == "https://www.example.com/a?b=c"


# Lines of words and of all that begins a list, a heading, a rule or a quotation, and any letters.
pieces = st.sampled_from(
    [
        *"ab-+=.)#>*_ \t\n1",
        "\n\n",
        "1.",
        "10)",
        "---",
        "===",
        "    ",
        "&amp;",
        "http://a.dk",
        "~~",
        "|",
    ]
)


@given(st.lists(pieces | st.text(max_size=3), max_size=30).map("".join))
def test_words_without_marks_are_what_markdown_would_make_of_them(text):
    """The short way against the whole one, whatever is typed."""
    assert as_plain(text) == texts._without_marks(text)
