"""`mltui doctor`: what is configured, whether the server answers, what the terminal can do."""
