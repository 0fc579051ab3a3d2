"""Changes of results that deserve a look: a leader has seen them, or asks who made them to explain."""
