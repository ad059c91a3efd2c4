"""Settings of all tests."""

from __future__ import annotations

from hypothesis import settings

# The same examples in every run, and no time limit for one: machines that test are often busy.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")
