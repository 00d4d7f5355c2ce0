"""Namedrop: how often, where and how AI models name a brand, beside each model's parameters."""
