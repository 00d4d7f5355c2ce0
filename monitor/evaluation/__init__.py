"""Measures the analyzer against labelled answers; no database, no network."""
