"""`python -P -m measurements.filecheck`: the child. One question on standard input, one answer.

Confined first, then the libraries, then the file. Whatever it does to us ends with us.
"""

import json
import sys
from pathlib import Path
from typing import Any

from measurements.computing import confinement
from measurements.computing.job import Limits


def main() -> None:
    asked = json.load(sys.stdin)
    confinement.confine(Limits(**asked["limits"]))
    out = sys.stdout
    sys.stdout = sys.stderr  # a library that prints must not spoil the answer
    json.dump(_answer(asked), out)


def _answer(asked: dict[str, Any]) -> dict[str, Any]:
    from measurements.filecheck.reasons import Refusal

    work = {"clean": _clean, "draw": _draw, "count": _count}[asked["work"]]
    try:
        return work(asked)
    except Refusal as refusal:
        return {"refused": refusal.reason, "detail": refusal.detail[:200]}


def _clean(asked: dict[str, Any]) -> dict[str, Any]:
    target = Path(asked["target"])
    with Path(asked["source"]).open("rb") as source:
        if asked["kind"] == "pdf":
            from measurements.filecheck import pdf

            of_pdf = pdf.clean(source, target, title=asked["title"])
            return {"removed": sorted(of_pdf.removed), "remains": of_pdf.remains, "cpr": []}
        from measurements.filecheck import cpr, office, opendocument

        if asked["kind"] == "odt":
            found = opendocument.clean(source, target)
        else:
            found = office.clean(source, target, kind=asked["kind"])
        counted = [(part, cpr.count(words)) for part, words in found.words.items()]
        return {
            "removed": sorted(found.removed),
            "remains": dict(found.remains),
            "cpr": [
                {"part": part, "numbers": each.numbers, "fitting": each.fitting}
                for part, each in counted
                if each.numbers
            ],
        }


def _count(asked: dict[str, Any]) -> dict[str, Any]:
    from measurements.filecheck import cpr, pdf_words

    pages = pdf_words.words_of(Path(asked["source"]))
    return {"numbers": sum(cpr.count(words).numbers for words in pages)}


def _draw(asked: dict[str, Any]) -> dict[str, Any]:
    from measurements.filecheck import drawing

    return {"pages": drawing.draw(Path(asked["source"]), Path(asked["target"]))}


if __name__ == "__main__":
    main()
