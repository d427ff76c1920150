"""Results in other shapes: JSON, flat records, HTML. All of it works on ``attrib.model`` types alone."""
