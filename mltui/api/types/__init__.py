"""The pydantic models of the API, one module per group of the reference."""
