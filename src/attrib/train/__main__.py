"""``python -m attrib.train COMMAND …``: makes the models and the counted lexicons, one command each.

Commands: tokenizer, lemmatizer, engine, spans, cues, stance, confidence, antecedents,
manifest. ``COMMAND --help`` tells each one's options.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module

COMMANDS = {
    "tokenizer": "attrib.train.tokenizer",
    "lemmatizer": "attrib.train.lemmatizer",
    "engine": "attrib.train.engine",
    "spans": "attrib.train.spans",
    "cues": "attrib.train.mine_cues",
    "stance": "attrib.train.mine_stance",
    "confidence": "attrib.train.confidence",
    "antecedents": "attrib.train.antecedents",
    "manifest": "attrib.train.manifest",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 2 where there is no such command."""
    args = list(sys.argv[1:] if argv is None else argv)
    if not args or args[0] not in COMMANDS:
        print(__doc__, file=sys.stderr)
        return 0 if args[:1] in (["-h"], ["--help"]) else 2
    code: int = import_module(COMMANDS[args[0]]).main(args[1:])
    return code


if __name__ == "__main__":
    raise SystemExit(main())
