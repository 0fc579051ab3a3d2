"""Who may sign in, how it is proven that it is this person, and who answers for every account."""
