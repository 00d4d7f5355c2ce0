"""What the work looks like from outside: counters for Prometheus, spans for OpenTelemetry."""
