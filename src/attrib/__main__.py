"""``python -m attrib``: see ``attrib.cli``."""

from attrib.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
