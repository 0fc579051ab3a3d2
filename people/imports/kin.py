"""Whom a list names beside the pupil, how lists call them, and what is kept of them."""

KIN = {"father": "(?:cha|bo)", "mother": "me", "guardian": "(?:nguoi )?(?:giam ho|do dau)"}
# What is kept of a parent or guardian, and how long it may be.
OF_KIN = {"name": 120, "born_year": 4, "occupation": 80, "phone": 20, "personal_id": 12}
