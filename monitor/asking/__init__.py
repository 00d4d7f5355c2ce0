"""Asking: calls kept in flight, retried, and turned into what is stored of each question."""
