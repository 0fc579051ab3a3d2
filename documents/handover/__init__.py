"""The file that goes with a pupil to the next school: what is in it, and whether it arrived whole."""
