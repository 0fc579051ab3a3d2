"""Results in the column order of another system: the school brings its headings."""
