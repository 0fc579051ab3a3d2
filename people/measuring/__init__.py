"""Height and weight of pupils, which the transcript of each year names (CV 2088/BGDĐT-GDTH)."""
