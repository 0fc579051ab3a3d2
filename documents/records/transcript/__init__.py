"""Học bạ: a pupil's school year as its class's locked book says it (TT 27/2020/TT-BGDĐT, phụ lục 1)."""
