"""Sổ đăng bộ: the enrolment register of an intake year, as the movements of its pupils make it."""
