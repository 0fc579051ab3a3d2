"""Databases as releases left them, filled: what every later version must carry forward."""
