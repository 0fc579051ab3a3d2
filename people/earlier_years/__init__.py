"""School years of pupils before Sổ Ký knew them: here on paper, or at another school."""
