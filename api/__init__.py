"""The HTTP API: reads what was stored, and the reports over it; never asks a model."""
