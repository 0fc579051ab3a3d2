"""Who of a class was there on a day, and what a month and a year of it add up to."""
