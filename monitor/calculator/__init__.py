"""Counts the parameters of a model from its dimensions, and the memory that they need."""
