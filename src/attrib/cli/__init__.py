"""The command line: ``attrib COMMAND …``, or ``python -m attrib COMMAND …``."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import attrib
from attrib.cli import evaluate, explain, extract, train, view
from attrib.cli.common import BROKEN_PIPE, INTERRUPTED, USAGE, complain
from attrib.cli.help import Help, as_called
from attrib.errors import AttribError, SettingsError

_COMMANDS = {"extract": extract, "view": view, "explain": explain, "evaluate": evaluate, "train": train}

_TOP = ("-h", "--help", "--version", "--print-completion")

NAMES = ("attrib", "attrib-nlp")
"""The command's names: on Windows, attrib is a command of the system."""

_EPILOG = """\
"attrib FILE..." is short for "attrib extract FILE...".

exit codes:
  0    every input was read
  1    an input could not be read, or the models not be loaded, or the output not be written; what could be done was
  2    wrong usage
  130  interrupted
  141  the reader of what was printed went away, as in "| head"
"""


def parser() -> argparse.ArgumentParser:
    """The parser of all commands; tools that make shell completions read it (``shtab attrib.cli.parser``)."""
    called = _called()
    top = argparse.ArgumentParser(
        prog=called,
        description="Find who said what in English text.",
        epilog=as_called(_EPILOG, called),
        formatter_class=Help,
    )
    top.add_argument("--version", action="version", version=f"attrib {attrib.__version__}")
    top.add_argument(
        "--print-completion",
        action=_PrintCompletion,
        choices=("bash", "zsh", "tcsh"),
        metavar="SHELL",
        help='print completions for bash, zsh or tcsh: eval "$(attrib --print-completion bash)"',
    )
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, module in _COMMANDS.items():
        text = module.__doc__ or ""
        sub = commands.add_parser(
            name,
            help=text.splitlines()[0],
            description=as_called(text, called),
            epilog=as_called(module.EPILOG, called),
            formatter_class=Help,
        )
        module.add_arguments(sub)
    return top


def _called() -> str:
    """What the user typed: ``attrib``, ``attrib-nlp`` or ``python -m attrib``."""
    path = Path(sys.argv[0])
    if path.name == "__main__.py" and path.parent.name == "attrib":
        return "python -m attrib"
    return path.stem if path.stem in NAMES else NAMES[0]


def _suspect(word: str) -> None:
    """Tell of a command that was meant, where the first word is neither that nor a file."""
    near = get_close_matches(word, _COMMANDS, n=1, cutoff=0.7)
    if near and not Path(word).exists():
        print(f"attrib: there is no command {word!r}, nor a file; did you mean {near[0]!r}?", file=sys.stderr)


class _PrintCompletion(argparse.Action):
    """Prints what makes a shell complete commands, options and files."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[Any] | None,
        option_string: str | None = None,
    ) -> None:
        try:
            import shtab
        except ImportError:
            parser.error("completion needs shtab: pip install 'attrib[cli]'")
        parser.prog = parser.prog if parser.prog in NAMES else NAMES[0]
        print(shtab.complete(parser, str(values)))
        parser.exit()


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; the exit code is what ``--help`` says."""
    words = list(sys.argv[1:] if argv is None else argv)
    top = parser()
    if not words:
        top.print_help(sys.stderr)
        top.exit(USAGE)
    if words[0].partition("=")[0] not in (*_COMMANDS, *_TOP):
        _suspect(words[0])
        words.insert(0, "extract")
    args = top.parse_args(words)
    try:
        code: int = _COMMANDS[args.command].run(args)
        sys.stdout.flush()
    except SettingsError as error:
        top.exit(USAGE, f"{top.prog} {args.command}: error: {error}\n")
    except AttribError as error:
        return complain(str(error))
    except BrokenPipeError:
        # The reader went away. Python flushes stdout once more at exit: give it somewhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except OSError as error:
        return complain(f"{error.filename or 'output'}: {error.strerror or error}")
    except KeyboardInterrupt:
        return INTERRUPTED
    return code
