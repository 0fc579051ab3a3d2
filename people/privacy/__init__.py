"""Personal data: why each is kept, who looked, what a family may ask for and what it is answered."""
