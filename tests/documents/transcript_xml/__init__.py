"""The digital transcript as XML."""
