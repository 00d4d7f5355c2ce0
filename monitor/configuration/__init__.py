"""Reads and writes `namedrop.yaml`: what to ask, of whom, and whose names to look for."""
