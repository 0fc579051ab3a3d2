"""What declares itself in this room as the application starts."""

# ruff: noqa: F401
import workflows.checks
import workflows.people_events
import workflows.set_up
import workflows.todos
import workflows.unfinished
