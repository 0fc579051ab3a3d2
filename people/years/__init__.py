"""The school by its dated names, its years, classes and subjects."""
