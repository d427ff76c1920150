"""What an installation promises: names, metadata, and an import without effects."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from importlib import metadata, resources
from pathlib import Path

import pytest

import attrib

ROOT = Path(__file__).parent.parent

PUBLIC = {
    "Act", "AttribError", "Attribution", "Certainty", "Cue", "Document", "Endorsement", "Entity",
    "EntityKind", "Evidence", "Extractor", "Form", "FormatError", "InputError", "Mention", "MentionKind",
    "ModelError", "Passage", "Polarity", "Quote", "QuoteFlag", "Result", "SettingsError", "SpacyAnnotator", "Span",
    "Speaker", "SpeakerKind", "Stance", "StanzaAnnotator", "UnknownLanguageError", "UnresolvedReason",
    "WorkerError",
    "extract", "extract_many", "from_spacy", "load", "read_conllu", "write_conllu",
}  # fmt: skip
"""Names may be added here; taking one away breaks somebody."""


def run(code: str) -> str:
    """Run code in a fresh interpreter and give what it prints."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return done.stdout.strip()


class TestSurface:
    def test_all_is_the_public_surface_and_sorted(self) -> None:
        assert set(attrib.__all__) == PUBLIC
        assert sorted(attrib.__all__) == sorted(set(attrib.__all__))

    @pytest.mark.parametrize("name", sorted(PUBLIC))
    def test_every_name_is_there_and_documented(self, name: str) -> None:
        value = getattr(attrib, name)
        assert value.__doc__
        assert name in dir(attrib)

    def test_an_unknown_name(self) -> None:
        with pytest.raises(AttributeError, match="no attribute 'extracct'"):
            attrib.extracct  # noqa: B018

    def test_the_types_seen_by_a_checker_are_the_same(self) -> None:
        tree = ast.parse(Path(attrib.__file__).read_text(encoding="utf8"))
        guard = next(n for n in tree.body if isinstance(n, ast.If))
        imported = {a.name for n in guard.body if isinstance(n, ast.ImportFrom) for a in n.names}
        assert imported == PUBLIC

    def test_every_error_is_of_the_family(self) -> None:
        errors = [getattr(attrib, n) for n in PUBLIC if n.endswith("Error")]
        assert all(issubclass(e, attrib.AttribError) for e in errors)


class TestImport:
    def test_it_loads_no_engine(self) -> None:
        heavy = {"torch", "stanza", "spacy", "numpy", "transformers", "requests"}
        loaded = run("import attrib, sys; print(*sys.modules)").split()
        assert heavy.isdisjoint(loaded)

    def test_the_command_line_loads_no_engine_for_its_help(self) -> None:
        code = """
import contextlib, io, sys
from attrib.cli import main
with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):
    main(["--help"])
print("torch" in sys.modules)
"""
        assert run(code) == "False"

    def test_it_leaves_logging_warnings_and_threads_alone(self) -> None:
        code = """
import logging, warnings, threading
before = list(warnings.filters)
import attrib
attrib.load, attrib.Result
ours = [n for n in logging.root.manager.loggerDict if n.startswith('attrib')]
print(logging.getLogger().handlers, ours, warnings.filters == before, threading.active_count())
"""
        assert run(code) == "[] [] True 1"

    def test_types_marker_is_there(self) -> None:
        assert (resources.files("attrib") / "py.typed").is_file()


class TestMetadata:
    def test_version_and_licence(self) -> None:
        info = metadata.metadata("attrib")  # needs an installation, as CONTRIBUTING sets one up
        assert info["Version"] == attrib.__version__
        assert info["License-Expression"] == "Apache-2.0"
        scripts = {e.name: e.value for e in metadata.entry_points(group="console_scripts")}
        assert scripts["attrib"] == "attrib.cli:main"
        assert scripts["attrib-nlp"] == "attrib.cli:main"  # on Windows, attrib is a command of the system

    def test_the_change_log_and_the_citation_know_the_version(self) -> None:
        changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf8")
        assert f"## [{attrib.__version__}]" in changes or "## [Unreleased]" in changes
        assert "### Output changes" in changes
        assert f"version: {attrib.__version__}" in (ROOT / "CITATION.cff").read_text(encoding="utf8")

    def test_every_runtime_dependency_is_explained(self) -> None:
        guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf8")
        for name in ("stanza", "torch", "attrs", "regex", "numpy"):
            assert f"`{name}`" in guide

    def test_the_core_brings_three_packages(self) -> None:
        core = [r for r in metadata.requires("attrib") or () if "extra ==" not in r]
        assert {re.split(r"[^\w-]", r)[0] for r in core} == {"stanza", "attrs", "regex"}

    def test_the_extra_all_holds_every_extra_of_users(self) -> None:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf8"))["project"]
        extras = project["optional-dependencies"]
        (everything,) = extras["all"]
        inside = set(re.split(r"[\[\],]", everything)[1:-1])
        assert inside == set(extras) - {"all", "test", "browser", "docs", "dev"}
        assert set(metadata.metadata("attrib").get_all("Provides-Extra") or ()) == set(extras)

    def test_every_package_of_an_extra_is_explained(self) -> None:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf8"))["project"]
        guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf8")
        names = {re.split(r"[^\w-]", r)[0] for rs in project["optional-dependencies"].values() for r in rs}
        assert [n for n in sorted(names - {"attrib"}) if f"`{n}`" not in guide] == []

    def test_the_version_is_in_one_place(self) -> None:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf8"))
        assert project["project"]["dynamic"] == ["version"]
        assert project["tool"]["hatch"]["version"]["path"] == "src/attrib/version.py"
        own = [
            p
            for p in (ROOT / "src").rglob("*.py")
            if f'"{attrib.__version__}"' in p.read_text(encoding="utf8")
        ]
        assert [p.name for p in own] == ["version.py"]
