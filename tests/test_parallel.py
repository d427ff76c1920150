"""Many texts on several cores: the same results, in order, from workers that load the models once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import attrib
from attrib.parallel import Parsed, map_texts

ARTICLE = Path(__file__).parent.parent / "examples" / "article.txt"
PARAGRAPHS = [p for p in ARTICLE.read_text(encoding="utf8").split("\n\n") if p.strip()]


class TestInputs:
    @pytest.mark.parametrize("options", [{"processes": 0}, {"batch_size": 0}, {"min_confidence": 2}])
    def test_wrong_settings_are_told_at_once(self, options: dict[str, float]) -> None:
        with pytest.raises(attrib.SettingsError):
            attrib.extract_many([], **options)  # type: ignore[arg-type]

    @pytest.mark.parametrize("item", [None, b"bytes", 7, Path("no such file.txt")])
    def test_what_cannot_be_read_is_an_error(self, item: object) -> None:
        with pytest.raises(attrib.InputError):
            list(attrib.extract_many([item], processes=1))  # type: ignore[list-item]

    def test_a_file_that_is_no_text(self, tmp_path: Path) -> None:
        (tmp_path / "latin.txt").write_bytes("Grüße".encode("latin-1"))
        with pytest.raises(attrib.InputError, match=r"latin\.txt cannot be read: not UTF-8"):
            list(attrib.extract_many([tmp_path / "latin.txt"], processes=1))


@pytest.mark.engine
class TestWorkers:
    def test_two_processes_give_what_one_gives(self) -> None:
        inputs: list[str | Path] = [*PARAGRAPHS[:6], ARTICLE]
        one = list(attrib.extract_many(inputs, processes=1, min_confidence=0.3))
        two = list(attrib.extract_many(inputs, processes=2, batch_size=2, min_confidence=0.3))
        assert [r.text for r in two] == [*PARAGRAPHS[:6], ARTICLE.read_text(encoding="utf8")]
        assert two == one

    def test_parses_come_along(self) -> None:
        one = list(map_texts(PARAGRAPHS[:4], parses=True))
        two = list(map_texts(PARAGRAPHS[:4], parses=True, processes=2, batch_size=2))
        assert two == one
        assert [r.document.text for r in two if isinstance(r, Parsed)] == PARAGRAPHS[:4]
        plain = attrib.extract_many(PARAGRAPHS[:4], processes=1)
        assert [r.to_json() for r in plain] == [r.to_json() for r in one if isinstance(r, Parsed)]

    def test_it_reads_no_further_than_it_must(self) -> None:
        read: list[int] = []

        def texts() -> Iterator[str]:
            for i in range(100):
                read.append(i)
                yield "He said it rained."

        results = attrib.extract_many(texts(), processes=2, batch_size=1)
        assert len(next(results)) == 1
        assert len(read) <= 6
        results.close()  # type: ignore[attr-defined]
