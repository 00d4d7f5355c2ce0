"""Alembic migrations; they run on PostgreSQL and on SQLite, up and down."""
