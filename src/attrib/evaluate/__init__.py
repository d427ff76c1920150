"""Figures over attributions and over syntax, for the benchmarks and for anyone with gold of their own.

Gold and predictions are rows: plain dicts, one a document, as they stand in JSON Lines (see ``rows``).
"""
