"""A report on one pupil, as transcripts will be: drafted by a post, on paper, sealed at the end."""
