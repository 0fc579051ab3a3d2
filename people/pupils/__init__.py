"""Who learns here: the curriculum vitae as the transcript needs it, kept apart what is sensitive."""
