"""Sans-I/O adapters: one file per provider; each makes a request and reads a reply."""
