"""Brings the facts behind the stance lexicon up to date, and lists frequent cues that it lacks.

``python -m attrib.train.mine_stance GOLD.jsonl PARSES.conllu VERBNET.json VERIDICALITY.tsv`` rewrites the
source column of ``stance.tsv``: how often a lemma heads a cue in PolNeAR's training articles, its VerbNet
classes and its mean veridicality in the active "that" frames. The judgements themselves are made by hand, by
the annotation guidelines, and are not touched.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from statistics import fmean

from attrib.document import Document
from attrib.formats.conllu import read_conllu
from attrib.lexicon.stance import StanceLexicon, base_forms, load_stance
from attrib.spans import Span
from attrib.syntax import particle

KIND = {"VERB": "V", "AUX": "V", "NOUN": "N", "PROPN": "N", "ADJ": "A"}
DATA = Path(__file__).parent.parent / "lexicon" / "data" / "en" / "stance.tsv"


def cue_words(document: Document, spans: Iterable[tuple[int, int]]) -> tuple[str, ...]:
    """Lemmas of a cue's words in lower case, particles that stand outside it included."""
    tokens = document.tokens
    inside = [i for s, e in spans for i in document.index.touching(Span(s, e))]
    extra = [particle(document, i) for i in inside]
    return (*(tokens[i].lemma.lower() for i in inside), *(w for w in extra if w))


def count(gold: Path, parses: Path, lexicon: StanceLexicon) -> tuple[Counter[tuple[str, ...]], Counter[str]]:
    """How often each entry's words are found in a cue, and how often a content word that is in no entry heads
    one.
    """
    blocks: dict[str, list[str]] = {}
    current: list[str] = []
    for line in parses.read_text(encoding="utf-8").splitlines(keepends=True):
        if line.startswith("# newdoc id = "):
            current = blocks.setdefault(line[14:].strip(), [])
        else:
            current.append(line)
    found: Counter[tuple[str, ...]] = Counter()
    missing: Counter[str] = Counter()
    for row in map(json.loads, gold.read_text(encoding="utf-8").splitlines()):
        document = read_conllu(row["text"], blocks[row["id"]])
        for attribution in row["attributions"]:
            words = cue_words(document, attribution["cue"])
            entries = {hit[0] for i in range(len(words)) if (hit := lexicon.phrase_at(words, i))}
            found.update(entries)
            if words and not entries:
                missing[" ".join(words)] += 1
    return found, missing


def veridicality(path: Path) -> dict[str, float]:
    """Mean over the active, not negated "that" frames ("Someone knew that a particular thing happened"), by
    verb form.
    """
    values: dict[str, list[float]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        sentence, _, mean = line.partition("\t")
        words = sentence.split()
        if (
            line.startswith("#")
            or len(words) < 4
            or words[0] not in ("Someone", "John")
            or words[1] in ("did", "was")
        ):
            continue
        if "that" in words[2:4]:
            values.setdefault(" ".join(words[1 : words.index("that")]), []).append(float(mean))
    return {verb: fmean(v) for verb, v in values.items()}


def by_lemma(means: Mapping[str, float], irregular: Mapping[str, str]) -> dict[str, float]:
    """The same means by lemma, as far as the past forms can be undone."""
    out: dict[str, float] = {}
    for verb, mean in means.items():
        for form in (irregular.get(verb, verb), *base_forms(verb)):
            out.setdefault(form, mean)
    return out


IRREGULAR = dict(
    pair.split(">")
    for pair in [
        "knew>know",
        "said>say",
        "told>tell",
        "thought>think",
        "found>find",
        "felt>feel",
        "saw>see",
        "heard>hear",
        "held>hold",
        "wrote>write",
        "understood>understand",
        "forgot>forget",
        "learnt>learn",
        "swore>swear",
        "meant>mean",
        "foresaw>foresee",
        "dreamt>dream",
    ]
)
"""Past forms that no ending gives away."""


def annotate(
    line: str,
    counts: Mapping[tuple[str, ...], int],
    classes: Mapping[str, list[str]],
    means: Mapping[str, float],
) -> str:
    """One row with its source column written anew; the part before the first semicolon is the judge's own and
    is kept.
    """
    cells = line.split("\t")
    lemma, kind = cells[0], cells[1]
    facts = [cells[8].split("; ")[0]]
    if kind == "V":
        facts += [f"VerbNet {name}" for name in classes.get(lemma, [])[:2]]
        facts += [f"veridicality {means[lemma]:.2f}"] if lemma in means else []
    if counts.get(tuple(lemma.split(" "))):
        facts.append(f"PolNeAR train {counts[tuple(lemma.split(' '))]}")
    return "\t".join((*cells[:8], "; ".join(facts)))


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name in ("gold", "parses", "verbnet", "veridicality"):
        parser.add_argument(name, type=Path)
    args = parser.parse_args()
    counts, missing = count(args.gold, args.parses, load_stance())
    classes: dict[str, list[str]] = {}
    for name, members in json.loads(args.verbnet.read_text(encoding="utf-8")).items():
        for member in members:
            classes.setdefault(member, []).append(name)
    means = by_lemma(veridicality(args.veridicality), IRREGULAR)
    lines = DATA.read_text(encoding="utf-8").splitlines()
    lines = [
        line if line.startswith("#") or not line else annotate(line, counts, classes, means) for line in lines
    ]
    DATA.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"cues with a known word: {sum(counts.values())}; without: {sum(missing.values())}")
    for words, times in missing.most_common(40):
        print(times, words)


if __name__ == "__main__":
    main()
