"""The handlers of the embedded server, one module per service."""
