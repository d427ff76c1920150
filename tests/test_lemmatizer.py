"""Lemmas by table, by rule and by known lemma."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attrib.annotate.lemmatizer import Lemmatizer, apply_script, build, read, script_of
from attrib.errors import ModelError

CASES = """
said VERB VBD say
Said VERB VBD say
denies VERB VBZ deny
denied VERB VBD deny
slammed VERB VBD slam
tweeted VERB VBD tweet
lambasted VERB VBD lambaste
quipped VERB VBD quip
vowed VERB VBN vow
accusing VERB VBG accuse
lying VERB VBG lie
n't PART RB not
n’t PART RB not
’s AUX VBZ be
”s PART POS 's
’s PART POS 's
’ve AUX VBP have
wo AUX MD will
countries NOUN NNS country
women NOUN NNS woman
Senators NOUN NNS senator
better ADJ JJR good
Syrian ADJ JJ Syrian
Syrians PROPN NNPS Syrian
Stone PROPN NNP Stone
NGO NOUN NN NGO
1990s NOUN NNS 1990s
her PRON PRP$ her
🎉 SYM NFP 🎉
"""


@pytest.mark.parametrize("line", CASES.strip().splitlines())
def test_cases(line: str) -> None:
    form, upos, xpos, lemma = line.split()
    assert Lemmatizer.load().lemma(form, upos, xpos) == lemma


def test_without_a_fine_tag() -> None:
    assert Lemmatizer.load().lemma("denied", "VERB") == "deny"


@given(
    st.text(max_size=20),
    st.sampled_from(["VERB", "NOUN", "ADJ", "PROPN", "PUNCT", "??"]),
    st.text(max_size=4),
)
def test_never_raises_and_never_empties(form: str, upos: str, xpos: str) -> None:
    assert bool(Lemmatizer.load().lemma(form, upos, xpos)) == bool(form)


@given(st.text(max_size=12), st.text(min_size=1, max_size=12))
def test_scripts_turn_forms_into_lemmas(form: str, lemma: str) -> None:
    assert apply_script(form, script_of(form, lemma)) == lemma


def test_known_lemmas_choose_between_scripts() -> None:
    rules = {"VERB": {"": [[1, "", 5], [2, "", 5]]}}  # strip one letter, strip two
    by_first = build({"exceptions": {}, "rules": rules, "known": {"VERB": "blie"}})
    by_second = build({"exceptions": {}, "rules": rules, "known": {"VERB": "bli"}})
    assert (by_first.lemma("blied", "VERB"), by_second.lemma("blied", "VERB")) == ("blie", "bli")


def test_damaged_tables_say_so() -> None:
    with pytest.raises(ModelError, match="lemma tables are damaged"):
        read(b"nothing")
