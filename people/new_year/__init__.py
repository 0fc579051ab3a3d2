"""From one school year to the next: states, outcomes, the roll-over, and the checklist of the start."""
