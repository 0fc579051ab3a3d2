"""How pupils come, change, leave and come back: only through dated acts."""
