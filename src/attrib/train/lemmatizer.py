"""Makes the lemmatiser's tables: ``python -m attrib.train lemmatizer --ud DIR --out FILE``.

Scripts are counted over word forms (types) of UD English EWT and GUM train. Forms that the rules then
get wrong become exceptions. Known lemmas are the treebanks', VerbNet's members and base forms that
automatic tags find in news.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from attrib.annotate.lemmatizer import LONGEST_SUFFIX, build, normalise, script_of
from attrib.train.treebank import read_rows

Seen = dict[tuple[str, str, str], Counter[str]]
"""(form, part of speech, fine tag) to lemmas."""

_CLITIC_CLASSES = frozenset(["AUX", "PART"])
_FOREIGN = frozenset(["X", "PUNCT", "SYM", "NUM"])


def _words(path: Path) -> Iterator[tuple[str, str, str, str]]:
    for _, rows in read_rows(path):
        for row in rows:
            # A misspelt word teaches no rule, but for clitics without their apostrophe.
            misspelt = "CorrectForm" in row[9] or "Typo=Yes" in row[5]
            if row[2] != "_" and (not misspelt or row[3] in _CLITIC_CLASSES):
                yield normalise(row[1]), row[2], row[3], row[4]


def count(paths: Sequence[Path]) -> Seen:
    """Lemmas of each form as it stands, and again in lower case where its lemma is."""
    seen: Seen = defaultdict(Counter)
    for path in paths:
        for form, lemma, upos, xpos in _words(path):
            seen[form, upos, xpos][lemma] += 1
            if form != form.lower() and lemma == lemma.lower():
                seen[form.lower(), upos, xpos][lemma] += 1
    return seen


def known_lemmas(seen: Seen, verbnet: Path | None, news: Path | None) -> dict[str, str]:
    """Lemmas by part of speech, those of open classes only."""
    known: dict[str, set[str]] = defaultdict(set)
    for (_, upos, _), lemmas in seen.items():
        if upos in ("VERB", "NOUN", "ADJ", "ADV", "PROPN"):
            known[upos].update(lemma for lemma in lemmas if lemma.replace("-", "").isalpha())
    if verbnet is not None:
        classes = json.loads(verbnet.read_text(encoding="utf8"))
        known["VERB"].update(w for members in classes.values() for w in members if w.isalpha())
    if news is not None:
        known["VERB"] |= _base_forms(news, {"VB"})
        known["NOUN"] |= _base_forms(news, {"NN"})
    return {upos: " ".join(sorted(words)) for upos, words in sorted(known.items())}


def _base_forms(news: Path, tags: set[str]) -> set[str]:
    """Lower-case forms that automatic tags call base forms at least three times."""
    forms = Counter(r[1] for _, rows in read_rows(news) for r in rows if r[4] in tags)
    return {form for form, times in forms.items() if times > 2 and form.isalpha() and form.islower()}


def rules(seen: Seen) -> dict[str, dict[str, list[tuple[int, str, int]]]]:
    """Scripts by tag and ending. An ending that says no more than the one a letter shorter is left out."""
    counts: dict[str, dict[str, Counter[tuple[int, str]]]] = defaultdict(lambda: defaultdict(Counter))
    for (form, upos, xpos), lemmas in seen.items():
        if upos in _FOREIGN or not form[-1:].isalpha():
            continue
        lemma = lemmas.most_common(1)[0][0]
        if form != form.lower() and lemma == lemma.lower():
            continue  # counted in lower case
        script = script_of(form, lemma)
        if script[0] > 5:
            continue
        low = form.lower()
        for length in range(min(LONGEST_SUFFIX, len(low)) + 1):
            for tag in (upos, f"{upos}:{xpos}"):
                counts[tag][low[len(low) - length :]][script] += 1
    return {tag: _pruned(table) for tag, table in sorted(counts.items())}


def _pruned(table: dict[str, Counter[tuple[int, str]]]) -> dict[str, list[tuple[int, str, int]]]:
    out = {}
    for ending in sorted(table, key=lambda e: (len(e), e)):
        scripts = table[ending]
        if scripts.total() < 2 and len(ending) > 1:
            continue
        out[ending] = [(strip, add, times) for (strip, add), times in scripts.most_common(6)]
    return out


def train(ud: Path, verbnet: Path | None, news: Path | None) -> dict[str, Any]:
    """The lemmatiser's data."""
    seen = count([ud / "ewt-train.conllu.xz", ud / "gum-train.conllu.xz"])
    data: dict[str, Any] = {
        "exceptions": {},
        "rules": rules(seen),
        "known": known_lemmas(seen, verbnet, news),
    }
    by_rule = build(data)
    coarse: Seen = defaultdict(Counter)
    for (form, upos, _), lemmas in seen.items():
        coarse[form, upos, ""].update(lemmas)
    exceptions: dict[str, dict[str, str]] = defaultdict(dict)
    for (form, upos, xpos), lemmas in sorted((coarse | seen).items()):
        lemma, times = lemmas.most_common(1)[0]
        if by_rule.lemma(form, upos, xpos) != lemma and (times > 1 or lemmas.total() == 1):
            exceptions[f"{upos}:{xpos}" if xpos else upos][form] = lemma
    data["exceptions"] = exceptions
    return data


def accuracy(data: dict[str, Any], path: Path) -> float:
    """Share of a treebank's words that get the gold lemma from gold tags."""
    lemmatizer = build(data)
    right = total = 0
    for _, rows in read_rows(path):
        for row in rows:
            total += 1
            right += lemmatizer.lemma(row[1], row[3], row[4]) == row[2]
    return right / total


def main(args: Sequence[str] | None = None) -> int:
    """Train, report on the dev files and write the tables."""
    parser = argparse.ArgumentParser(prog="attrib.train lemmatizer", description=__doc__)
    parser.add_argument("--ud", type=Path, required=True, help="folder with {ewt,gum}-{train,dev}.conllu.xz")
    parser.add_argument("--verbnet", type=Path, help="verbnet-classes.json: class to members")
    parser.add_argument("--news", type=Path, help="PolNeAR's silver-train.conllu.xz")
    parser.add_argument("--out", type=Path, required=True, help="lemmas.json.gz")
    options = parser.parse_args(args)
    data = train(options.ud, options.verbnet, options.news)
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    options.out.write_bytes(gzip.compress(text.encode("utf8"), 9, mtime=0))
    print(f"{options.out.stat().st_size} bytes")
    for name in ("gum-dev", "ewt-dev"):
        print(f"{name}: {accuracy(data, options.ud / f'{name}.conllu.xz'):.4f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
