"""The wire formats of the providers, one module each on shared shapes."""
