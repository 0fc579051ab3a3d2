"""Phiếu điểm môn: what a teacher gave one class in one subject at one period, signed by that teacher."""
