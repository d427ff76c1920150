"""Settings for all tests."""

from __future__ import annotations

from hypothesis import settings

# The same examples each time, so that a build tells of its own changes only; no deadline: machines are busy.
settings.register_profile("attrib", deadline=None, derandomize=True, max_examples=50)
settings.load_profile("attrib")
