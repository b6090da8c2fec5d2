"""What templates say, read as texts: links in mails, buttons in tables, one word for one thing."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings

TEMPLATES = Path(settings.BASE_DIR) / "templates"
MAILS = sorted(TEMPLATES.glob("emails/*.txt"))
PAGES = sorted(TEMPLATES.glob("**/*.html"))
LINK = re.compile(r"^\{\{ \w*\.?\w*url \}\}$")
IN_DANISH = re.compile(r"translate \"([^\"]*)\"|blocktranslate[^%]*%\}(.*?)\{%", re.S)
OTHER_WORDS = re.compile(r"\b(login|logins|email|emails|e-mail|e-mails)\b", re.I)


def bare_links(text):
    """Lines that are a link and nothing else, with nothing said right above."""
    lines = text.splitlines()
    return [line for above, line in pairwise(lines) if LINK.match(line) and not above]


def nameless_buttons(text):
    """Buttons in rows that are heard alike in every row."""
    rows = re.findall(r"<tr>.*?</tr>", text, re.S)
    buttons = [each for row in rows for each in re.findall(r"<button.*?</button>", row, re.S)]
    return [each for each in buttons if "visually-hidden" not in each and "aria-" not in each]


def danish(text):
    words = " ".join(a or b for a, b in IN_DANISH.findall(text))
    return re.sub(r"\{\{.*?\}\}", "", words)


@pytest.mark.parametrize("path", MAILS, ids=lambda path: path.stem)
def test_every_link_in_a_mail_is_announced(path):
    assert bare_links(path.read_text()) == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_button_in_a_row_says_what_it_is_about(path):
    assert nameless_buttons(path.read_text()) == []


@pytest.mark.parametrize("path", [*MAILS, *PAGES], ids=lambda path: path.stem)
def test_one_word_is_used_for_log_in_and_for_e_mail_address(path):
    """Glossary: konto, log-in, mail, e-mailadresse."""
    assert OTHER_WORDS.findall(danish(path.read_text())) == []


def test_the_readers_above_see_what_they_look_for():
    """The control."""
    assert bare_links("Hej\n\n{{ url }}\n") == ["{{ url }}"]
    assert len(nameless_buttons("<tr><td><button>Fjern</button></td></tr>")) == 1
    assert OTHER_WORDS.findall(danish('{% translate "Har du et login" %}')) == ["login"]
