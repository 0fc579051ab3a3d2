"""Tables from elsewhere, pasted or uploaded: compared with a sheet before anything on it changes."""
