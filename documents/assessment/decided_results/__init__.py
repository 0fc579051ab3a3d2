"""Where the homeroom teacher decides the result of a year otherwise than computed (TT 27/2020, Điều 9)."""
