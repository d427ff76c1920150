"""Typed loaders for the word lists under data/."""
