"""What crosses HTTP, one pydantic model for each JSON shape; every field says what it means."""
