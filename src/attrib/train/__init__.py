"""Makes everything under models/ and the counted lexicons from corpora."""
