"""What declares itself with this record type as the application starts."""

# ruff: noqa: F401
import documents.records.transcript.class_packages
import documents.records.transcript.digital_check
import documents.records.transcript.drawing_up
import documents.records.transcript.hand_over
import documents.records.transcript.kept_by_transcripts
import documents.records.transcript.printing
import documents.records.transcript.unfinished
