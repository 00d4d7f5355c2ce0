"""Experiments: what is varied, in which order it is asked, and what it could find; no I/O."""
