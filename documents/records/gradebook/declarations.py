"""What declares itself with this record type as the application starts."""

# ruff: noqa: F401
import documents.records.gradebook.errands
