"""The way in for task queues: Celery workers and beat; each task calls one pipeline function."""
