"""Processes: the Celery app and its tasks, the dispatcher, and what watches and supervises them."""
