"""One module per service of the API, one method per endpoint."""
