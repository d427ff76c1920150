"""The stages: one pure function each, reading a Document and handing on candidates."""
