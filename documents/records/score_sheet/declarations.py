"""What declares itself with this record type as the application starts."""

# ruff: noqa: F401
import documents.records.score_sheet.errands
import documents.records.score_sheet.year
