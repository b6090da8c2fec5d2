"""What the subjects of `search.subjects` are called, on forms, pages and in filters."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

TOPICS: dict[str, Promise] = {
    "job": lazy("Job og arbejdsmarked"),
    "praktik": lazy("Praktik og virksomheder"),
    "uddannelse": lazy("Uddannelse og kurser"),
    "sprog": lazy("Dansk og andre sprog"),
    "tolkning": lazy("Tolkning"),
    "modtagelse": lazy("Modtagelse"),
    "bolig": lazy("Bolig og boligområder"),
    "sundhed": lazy("Sundhed"),
    "skole": lazy("Dagtilbud og skole"),
    "familie": lazy("Familie"),
    "frivillige": lazy("Frivillige og foreninger"),
    "forebyggelse": lazy("Forebyggelse"),
}
TARGET_GROUPS: dict[str, Promise] = {
    "kvinder": lazy("Kvinder"),
    "maend": lazy("Mænd"),
    "boern": lazy("Børn"),
    "unge": lazy("Unge"),
    "familier": lazy("Familier"),
    "familiesammenfoerte": lazy("Familiesammenførte"),
    "flygtninge": lazy("Flygtninge"),
    "aeldre": lazy("Ældre"),
    "traumatiserede": lazy("Mennesker med traumer"),
    "analfabeter": lazy("Analfabeter"),
}
