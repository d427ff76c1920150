"""Write the checksums of the model files: ``python -m attrib.train manifest src/attrib/models/en``.

Run it after any model changes; loading compares each file with it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from attrib.scoring.files import MANIFEST


def checksums(folder: Path) -> dict[str, str]:
    """SHA-256 of every model file in a folder, by name."""
    kinds = {".pt", ".npz", ".gz"}
    return {
        p.name: hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.iterdir())
        if p.suffix in kinds
    }


def main(argv: Sequence[str] | None = None) -> int:
    """Entry point of ``python -m attrib.train manifest``."""
    parser = argparse.ArgumentParser(prog="attrib.train manifest", description=__doc__)
    parser.add_argument("folder", type=Path)
    args = parser.parse_args(argv)
    text = json.dumps(checksums(args.folder), indent=1) + "\n"
    (args.folder / MANIFEST).write_text(text, encoding="utf8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
