"""The embedded ClearML-compatible server, for one person on one machine."""
