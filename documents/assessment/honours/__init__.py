"""What honours a pupil (TT 27/2020, Điều 13): what the class recognised, and praise during the year."""
