"""Other libraries' ways in."""
