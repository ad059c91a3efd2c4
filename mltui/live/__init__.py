"""What is asked of the server, how often, and what changed."""
