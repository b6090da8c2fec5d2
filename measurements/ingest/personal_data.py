"""What gives people away: CPR numbers, and digests of them.

Nothing here knows whether a number is somebody's: new CPR numbers have no check digit, so whatever
begins as a date and has the right length counts. A digest without a key is as good as the number
it was made of, because all numbers can be tried in minutes.
"""

import re
import unicodedata

_SHORTEST = 9  # characters: a CPR number whose first 0 was lost

_DAY, _MONTH = r"(?:0[1-9]|[12]\d|3[01])", r"(?:0[1-9]|1[0-2])"
_DASH = r"[-\u2010-\u2015\u2212/. ]"
_CPR = re.compile(
    rf"(?<!\d){_DAY}([-/.]?){_MONTH}\1(?:\d{{2}} ?{_DASH}? ?|(?:19|20)\d{{2}} ?- ?)\d{{4}}(?!\d)",
    re.ASCII,
)
# As people write one in a sentence: across a line end, the last four in brackets, or in pairs. After
# pairs a comma ends a telephone number, and a postcode follows.
_CPR_IN_PROSE = re.compile(
    rf"(?<!\d){_DAY}(?:([-/.]?){_MONTH}\1\d{{2}}[\W_]{{0,3}}| {_MONTH} \d{{2}} ?{_DASH}? ?)\d{{4}}(?!\d)",
    re.ASCII,
)
# What a spreadsheet makes of a number that begins with 0, when nothing else is in the cell.
_LOST_ZERO = re.compile(rf"[1-9]{_MONTH}\d{{2}}[- ]?\d{{4}}", re.ASCII)

# MD5, SHA-1 and SHA-2 in hexadecimal, and the same in base 64.
_HEX_DIGEST = re.compile(
    r"(?i)(?:0x)?(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{56}|[0-9a-f]{64}|[0-9a-f]{96,128})"
)
_BASE64_DIGEST = re.compile(
    r"[0-9A-Za-z+/_-]{22}==|[0-9A-Za-z+/_-]{27}=|[0-9A-Za-z+/_-]{43}=|[0-9A-Za-z+/_-]{86}=="
)
# A UUID of version 3 or 5 is a digest of a name; those of the other versions are not.
_NAME_UUID = re.compile(
    r"(?i)\{?[0-9a-f]{8}-[0-9a-f]{4}-[35][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\}?"
)

_UUID = re.compile(r"(?i)[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")


def holds_cpr(text: str) -> bool:
    """Whether something in the text looks like a CPR number, however its digits are written."""
    if len(text) < _SHORTEST:
        return False
    plain = text if text.isascii() else _plain(text)
    return _CPR.search(plain) is not None or _LOST_ZERO.fullmatch(plain.strip()) is not None


def holds_cpr_in_prose(text: str) -> bool:
    """The same of what somebody typed for others to read. A sentence has no columns of figures, so
    more is taken for a number there than in a table.
    """
    plain = text if text.isascii() else _plain(text)
    return holds_cpr(plain) or _CPR_IN_PROSE.search(plain) is not None


def cpr_numbers(text: str) -> list[str]:
    """Whatever looks like a CPR number, as it is written there: to be counted, not kept."""
    return [found.group() for found in _CPR.finditer(text if text.isascii() else _plain(text))]


def holds_cpr_in_markup(text: str) -> bool:
    """The same of what a program wrote: the random ids there are full of digits."""
    return _CPR.search(_UUID.sub("", text)) is not None


def is_digest(text: str) -> bool:
    """Whether the text has the shape of a digest made without a key."""
    if len(text) < 24:
        return False
    return any(p.fullmatch(text) for p in (_HEX_DIGEST, _BASE64_DIGEST, _NAME_UUID))


def _plain(text: str) -> str:
    """The digits of every script as plain ones, and nothing invisible between them."""
    return "".join(
        str(unicodedata.decimal(c)) if c.isdecimal() else c
        for c in unicodedata.normalize("NFKC", text)
        if unicodedata.category(c) != "Cf"
    )
