"""A server on loopback that speaks the wire formats of the providers, for tests, demos and CI."""
