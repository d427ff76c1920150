"""How good the embedded engine is: ``python benchmarks/engine.py --ud DIR --silver FILE``.

On the treebanks' dev files, tags, lemmas and trees over gold tokens, and everything again from raw text; on the news that the
trainer held out, names against the automatic annotation that came with it. Relations count without subtype.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from attrib.annotate.lemmatizer import Lemmatizer
from attrib.annotate.parser import Parse, Parser
from attrib.annotate.stanza import StanzaAnnotator, torch_threads
from attrib.document import ROOT, Document, Sentence, Token
from attrib.evaluate.syntax import score_names, score_syntax
from attrib.formats.conllu import entities_from_tags
from attrib.train.engine import held_out
from attrib.train.treebank import TrainSentence, read_treebank
from attrib.train.ud import UdDocument, read_documents

Offsets = Sequence[tuple[int, int]]


def build(text: str, sentences: Sequence[tuple[Offsets, Parse, Sequence[str]]]) -> Document:
    """A document of tokens at their offsets with the tags, tree and names of each sentence, and its lemmas."""
    tokens: list[Token] = []
    bounds: list[Sentence] = []
    tags: list[str] = []
    for number, (offsets, parse, lemmas) in enumerate(sentences):
        first = len(tokens)
        for i, (start, end) in enumerate(offsets):
            head = parse.heads[i]
            tokens.append(
                Token(
                    text[start:end], lemmas[i], parse.upos[i], parse.xpos[i],
                    first + head - 1 if head else ROOT, parse.deprels[i], start, end, number,
                )
            )  # fmt: skip
        tags += parse.entities
        bounds.append(Sentence(first, len(tokens)))
    return Document(text, tuple(tokens), tuple(bounds), entities_from_tags(tags))


def gold_parse(rows: Sequence[Sequence[str]]) -> Parse:
    return Parse(
        [r[3] for r in rows],
        [r[4] for r in rows],
        [int(r[6]) for r in rows],
        [r[7] for r in rows],
        ["O"] * len(rows),
    )


def gold_document(source: UdDocument) -> Document:
    sentences = zip(source.sentences, source.rows, strict=True)
    return build(source.text, [(o, gold_parse(rows), [r[2] for r in rows]) for o, rows in sentences])


def on_gold_tokens(source: UdDocument, parser: Parser, lemmatizer: Lemmatizer) -> Document:
    forms = [[source.text[a:b] for a, b in sentence] for sentence in source.sentences]
    parses = parser(forms)
    lemmas = [
        [lemmatizer.lemma(*word) for word in zip(words, p.upos, p.xpos, strict=True)]
        for words, p in zip(forms, parses, strict=True)
    ]
    return build(source.text, list(zip(source.sentences, parses, lemmas, strict=True)))


def treebank(path: Path, parser: Parser) -> dict[str, Any]:
    """Figures of one dev file; prints them."""
    sources = list(read_documents(path))
    gold = [gold_document(s) for s in sources]
    lemmatizer = Lemmatizer.load()
    tokens = score_syntax(zip(gold, (on_gold_tokens(s, parser, lemmatizer) for s in sources), strict=True))
    print(f"== {path.name}, gold tokens\n{tokens.table()}")
    raw = score_syntax(zip(gold, StanzaAnnotator().annotate(s.text for s in sources), strict=True))
    print(f"== {path.name}, raw text\n{raw.table()}", flush=True)
    return {"gold tokens": tokens.to_dict(), "raw text": raw.to_dict()}


def laid_out(sentences: Sequence[TrainSentence]) -> Iterator[tuple[str, Offsets]]:
    """Each sentence's words a space apart, with their offsets."""
    for sentence in sentences:
        at, offsets = 0, []
        for form in sentence.forms:
            offsets.append((at, at + len(form)))
            at += len(form) + 1
        yield " ".join(sentence.forms), offsets


def names(sentences: Sequence[TrainSentence], parser: Parser) -> dict[str, Any]:
    """Figures of the names of annotated sentences; prints them."""
    pairs = []
    found = parser([s.forms for s in sentences])
    for sentence, parse, (text, offsets) in zip(sentences, found, laid_out(sentences), strict=True):
        gold = Parse(parse.upos, parse.xpos, parse.heads, parse.deprels, sentence.entities or [])
        pairs.append(
            (build(text, [(offsets, gold, sentence.forms)]), build(text, [(offsets, parse, sentence.forms)]))
        )
    scores = score_names(pairs)
    print(f"== names, {len(sentences)} sentences\n{scores.table()}", flush=True)
    return scores.to_dict()


def main(argv: Sequence[str] | None = None) -> int:
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--ud", type=Path, required=True, help="folder with {gum,ewt}-dev.conllu.xz")
    args.add_argument("--silver", type=Path, required=True, help="automatically annotated news, CoNLL-U")
    args.add_argument("--json", type=Path, help="write the figures here as JSON")
    options = args.parse_args(argv)
    parser = Parser.load()
    with torch_threads(1):
        figures = {
            name: treebank(options.ud / f"{name}.conllu.xz", parser) for name in ("gum-dev", "ewt-dev")
        }
        silver = list(read_treebank(options.silver, silver=True))
        held = held_out(silver)
        figures["news names"] = names([s for s in silver if s.document in held], parser)
        gum = list(read_treebank(options.ud / "gum-dev.conllu.xz", entities=True))
        figures["gum-dev names"] = names(gum, parser)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
