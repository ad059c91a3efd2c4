"""The versions the embedded server claims."""

from __future__ import annotations

API_VERSION = "2.34"
"""The newest API version, the one of a path without a version."""

SERVER_VERSION = "2.3.0"
"""The version of the ClearML server whose behaviour this one has."""
