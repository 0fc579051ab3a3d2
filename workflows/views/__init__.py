"""The pages of the engine: the same for every record type."""
