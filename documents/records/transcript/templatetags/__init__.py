"""Template words about transcripts."""
