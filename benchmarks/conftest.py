"""Collects figures while the benchmarks run and prints them at the end."""

from __future__ import annotations

from collections.abc import Callable

import pytest

_FIGURES: list[tuple[str, str]] = []


@pytest.fixture
def report() -> Callable[[str, str], None]:
    """Add a line to the summary: a name and a figure with its unit."""
    return lambda name, figure: _FIGURES.append((name, figure))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _FIGURES:
        terminalreporter.section("figures")
        for name, figure in _FIGURES:
            terminalreporter.write_line(f"{name:32s} {figure:>20s}")
