"""Who works here, in which group, with which duties, and who stands in for whom."""
