"""Results to and from JSON and flat records."""
