"""From text to Document, one module an engine."""
