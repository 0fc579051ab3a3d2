"""How each pupil is assessed: as all are, by a personal plan, or not at all (TT 27/2020, Điều 8)."""
