"""What declares itself with this record type as the application starts."""

# ruff: noqa: F401
import documents.records.gradebook.errands
import documents.records.gradebook.reminding
import documents.records.gradebook.slips
