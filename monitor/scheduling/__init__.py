"""When a monitor is due: recurrences, what becomes of missed firings, and overlapping runs."""
