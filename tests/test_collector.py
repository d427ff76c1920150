"""The garbage collector is paused while a text is read, and on again whatever happens."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from threading import Barrier, Thread

import pytest

import attrib
from attrib.collector import paused
from attrib.document import Document
from flat import document


@pytest.fixture(autouse=True)
def collecting() -> Iterator[None]:
    gc.enable()
    yield
    gc.enable()


def test_it_is_on_again_after_an_error() -> None:
    def fail() -> None:
        with paused():
            assert not gc.isenabled()
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert gc.isenabled()


def test_who_turned_it_off_finds_it_off() -> None:
    gc.disable()
    with paused(), paused():
        pass
    assert not gc.isenabled()


def test_threads_that_overlap_leave_it_on() -> None:
    both = Barrier(2)

    def read(first: bool) -> None:
        with paused():
            both.wait()
            if first:
                both.wait()
        if not first:
            both.wait()

    threads = [Thread(target=read, args=(first,)) for first in (True, False)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert gc.isenabled()


def test_it_is_off_inside_and_on_between_results() -> None:
    seen = []

    class Watching:
        name = "watching"

        def annotate(self, texts: Iterable[str]) -> Iterator[Document]:
            for text in texts:
                seen.append(gc.isenabled())
                yield document(text)

    extractor = attrib.load("en", annotator=Watching(), tagger=False)
    between = [gc.isenabled() for _ in extractor.pipe(["She left .", "He stayed ."])]
    assert seen == [False, False]
    assert between == [True, True]


def test_nothing_of_stanza_is_left_for_it() -> None:
    extractor = attrib.load("en")
    text = "“The wells are dry,” Ada Lund of the Riverside Union said in Oslo. She denied it on Monday."
    extractor(text)
    gc.collect()
    gc.disable()
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        (parsed,) = extractor.annotator.annotate([text])
        gc.collect()
        assert parsed.entities
        assert not [o for o in gc.garbage if type(o).__module__.startswith("stanza")]
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
