"""What declares itself with this room as the application starts."""

# ruff: noqa: F401
import documents.assessment.another_tests.acts
import documents.assessment.answers.acts
import documents.assessment.brought_results.acts
import documents.assessment.comments.acts
import documents.assessment.decided_results.acts
import documents.assessment.exports.acts
import documents.assessment.honours.acts
import documents.assessment.kept_by_assessment
import documents.assessment.reviews.acts
import documents.assessment.supplements.acts
import documents.assessment.ways.acts
