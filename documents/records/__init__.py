"""One folder a record type."""
