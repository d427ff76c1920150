"""Metrics over attributions; no engine."""
