"""Bảng tổng hợp kết quả đánh giá giáo dục: a class's results at a period, summed up from its sheets."""
