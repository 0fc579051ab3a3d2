"""Results that a pupil brings from another school: theirs, never rows of our sheets."""
