"""Runs a small real model on this machine: its server, and what its weights file tells."""
