"""The documentation site: ``sphinx-build -W --keep-going -n docs build/site``. Needs the extra ``docs``, and no network."""

from __future__ import annotations

from typing import Any

from attrib.version import __version__

project = "attrib"
author = copyright = "The attrib developers"
release = version = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]

html_theme = "furo"
html_title = f"attrib {__version__}"
html_show_sphinx = False

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_default_options = {"members": True, "show-inheritance": True}
autodoc_class_signature = "separated"
napoleon_google_docstring = True
napoleon_numpy_docstring = False

# Names of other projects are not looked up: the site is built without a network. Of our own, type variables and
# aliases have no entry.
nitpick_ignore_regex = [
    (r"py:.*", r"(?!attrib\b).*"),
    (r"py:.*", r"attrib\.pipeline\.(Context|Lexicons)"),
    (r"py:.*", r"attrib\.(cli|train|stages|scoring|lexicon|annotate\.(?!stanza)).*"),
]

_ELSEWHERE = {
    "](../CONTRIBUTING.md": "](contributing.md",
    "](../CHANGELOG.md": "](changes.md",
    "](../src/attrib/models/en/MODEL_CARD.md": "](model_card.md",
}
"""Links that are right on a code host's view of ``docs/``, and the page that they mean on the site."""


def _link(app: Any, page: str, source: list[str]) -> None:
    for there, here in _ELSEWHERE.items():
        source[0] = source[0].replace(there, here)


_AS_WRITTEN: list[str] = []


def _keep(app: Any, what: str, name: str, obj: Any, options: Any, lines: list[str]) -> None:
    _AS_WRITTEN[:] = lines


def _whole(app: Any, what: str, name: str, obj: Any, options: Any, lines: list[str]) -> None:
    """Napoleon takes what stands before a colon for the type of an attribute: attributes stay as they are written."""
    if what in ("attribute", "data", "property"):
        lines[:] = _AS_WRITTEN


def setup(app: Any) -> None:
    """Hook in what the settings above cannot say."""
    app.connect("source-read", _link)
    app.connect("autodoc-process-docstring", _keep, priority=400)  # before Napoleon, at 500
    app.connect("autodoc-process-docstring", _whole, priority=600)
