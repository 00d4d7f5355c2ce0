"""What the claims about a model amount to: resolving, checking and summarizing them; no I/O."""
