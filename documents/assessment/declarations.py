"""What declares itself with this room as the application starts."""

# ruff: noqa: F401
import documents.assessment.comments.acts
import documents.assessment.kept_by_assessment
