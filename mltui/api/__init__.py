"""The ClearML API, typed: HTTP and pydantic, nothing of terminals."""
