"""Limits per provider account: calls at once, per minute, tokens per minute; fair and shared.

An own script, not the package `limits`: that has no leases for calls in flight, no reservation of
tokens that is settled later, and no fairness between those who wait.
"""
