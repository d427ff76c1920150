"""attrib: who said what.

Finds quoted and reported speech in running text, resolves who said it, and returns typed ``Attribution`` objects whose
spans are exact code-point offsets into the caller's own string.
"""

from __future__ import annotations

__version__ = "0.1.0"
