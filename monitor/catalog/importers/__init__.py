"""Reads what public catalogs say of models, as claims; no I/O, and nothing is overwritten."""
