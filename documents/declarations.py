"""What declares itself in this room as the application starts."""

# ruff: noqa: F401
import documents.checks
import documents.keys.compliance
