"""CoNLL-U in and out: what is no tree is refused."""

from __future__ import annotations

import pytest

import attrib


def rows(*heads: int) -> list[str]:
    return [f"{i}\tw{i}\t_\tX\t_\t_\t{h}\tdep\t_\t_\n" for i, h in enumerate(heads, 1)] + ["\n"]


def test_a_tree_is_read_and_written_back() -> None:
    document = attrib.read_conllu("w1 w2 w3", rows(2, 0, 2))
    assert [t.head for t in document.tokens] == [1, -1, 1]
    assert attrib.read_conllu("w1 w2 w3", attrib.write_conllu(document).splitlines()) == document
    assert list(document.subtree(1)) == [0, 1, 2]


@pytest.mark.parametrize(
    ("heads", "message"),
    [
        ((2, 1), "circle"),
        ((1,), "circle"),
        ((2, 3, 1, 0), "circle"),
        ((0, 9), "outside its sentence"),
        ((0, -3), "outside its sentence"),
    ],
)
def test_what_is_no_tree_is_refused(heads: tuple[int, ...], message: str) -> None:
    with pytest.raises(attrib.FormatError, match=message):
        attrib.read_conllu(" ".join(f"w{i}" for i in range(1, len(heads) + 1)), rows(*heads))


def test_heads_into_another_sentence_are_refused() -> None:
    with pytest.raises(attrib.FormatError, match="sentence 1: a head points outside"):
        attrib.read_conllu("w1 w1", ["1\tw1\t_\tX\t_\t_\t2\tdep\t_\t_\n", "\n", *rows(0)])
