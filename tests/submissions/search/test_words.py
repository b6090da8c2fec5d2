"""How words are read: each example is a word of the field that something goes wrong with."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from submissions import lexicon
from submissions.search.compounds import WordList, read_hunspell
from submissions.search.folding import fold
from submissions.search.normaliser import Normaliser
from submissions.search.spelling import Speller
from submissions.search.stemming import _danish, root, stem
from submissions.search.synonyms import Meaning, Thesaurus
from tests.submissions.search import practice

WORDS = WordList(["virksomhed", "praktik", "flygtning", "barn", "børn", "undervisning", "visning"])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("virksomhed", "virksomhederne"),
        ("indsats", "indsatser"),
        ("myndighed", "myndighederne"),
        ("praktik", "praktikken"),
        ("tolk", "tolkene"),
        ("frivillig", "frivilliges"),
    ],
)
def test_inflections_have_one_stem(one, other):
    assert stem(fold(one)) == stem(fold(other))


def test_the_stemmer_alone_disagrees_with_itself():
    """Negative control: why stems are taken until they no longer change."""
    assert _danish.stemWord("virksomhed") != _danish.stemWord("virksomhederne")


@pytest.mark.parametrize(
    "spelt", [("bydelsmødre", "bydelsmodre", "bydelsmoedre"), ("Århus", "Aarhus", "arhus")]
)
def test_words_are_found_without_danish_letters(spelt):
    assert len({fold(word) for word in spelt}) == 1


@pytest.mark.parametrize(
    ("compound", "parts"),
    [
        ("virksomhedspraktik", ("virksomhed", "praktik")),
        ("virksomhedspraktikken", ("virksomhed", "praktikken")),
        ("flygtningebørn", ("flygtning", "born")),
        ("undervisning", ()),  # a showing is not under anything
        ("praktik", ()),
    ],
)
def test_compounds_are_made_of_words(compound, parts):
    assert WORDS.parts_of(fold(compound)) == parts


def test_without_the_word_list_compounds_stay_whole(tmp_path):
    reads = Normaliser(WordList(read_hunspell(tmp_path / "missing.dic")))

    assert reads.word("virksomhedspraktik").parts == ()
    assert reads.word("praktikken").term == "praktik"


def test_the_word_list_that_comes_with_the_site_is_there():
    assert lexicon.normaliser().word_list.has("virksomhedspraktik")
    assert len(lexicon.normaliser().word_list.words) > 100_000


def test_words_made_of_one_stem_share_a_root():
    assert root(stem("tolk")) == root(stem("tolkning"))
    assert root(stem("radgiver")) == root(stem("radgivning"))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("mentro", "mentor"), ("kvnder", "kvinder"), ("virksomhedspratik", "virksomhedspraktik")],
)
def test_a_slip_is_taken_for_the_nearest_word(typed, meant):
    speller = Speller({"mentor": 3, "kvinder": 5, "virksomhedspraktik": 1, "metode": 9})

    assert speller.nearest(typed).word == meant


def test_a_word_far_from_all_others_is_left_alone():
    assert Speller({"mentor": 3}).nearest("elefant") is None


def test_of_two_words_as_near_the_commoner_is_meant():
    assert Speller({"kursus": 1, "kurser": 8}).nearest("kurses").word == "kurser"


def test_synonyms_go_both_ways_in_danish_and_one_way_from_english():
    thesaurus = Thesaurus([Meaning(("job", "arbejde"), ("work",))])

    assert [same.word for same in thesaurus.same_as(["jobbet"])] == ["arbejde"]
    assert [same.word for same in thesaurus.same_as(["arbejder"])] == ["job"]
    assert [same.word for same in thesaurus.same_as(["works"])] == ["job", "arbejde"]


def test_a_phrase_is_known_as_one():
    thesaurus = Thesaurus([Meaning(("familiesammenføring",), ("family reunification",))])

    assert thesaurus.same_as(["family", "reunification"])
    assert not thesaurus.same_as(["family"])


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_read_and_stays_within_a_column(text):
    word = lexicon.normaliser().word(text[:60])

    assert len(word.term) <= 60
    assert stem(word.term) == word.term


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(practice.words()) | st.text(st.characters(categories=["L"]), max_size=40))
def test_every_term_is_a_piece_of_its_word(text):
    """What the passages count on when they pass over words."""
    word = lexicon.normaliser().word(text)

    assert all(term in fold(text) for term in (word.term, *word.parts))
