"""The check as one file for a school that does not have this program: built here, run anywhere."""
