from __future__ import annotations

import pytest

from mltui.live.masking import masked_address


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://me:pass@host/x", "https://•••@host/x"),
        ("https://me:p@ss@host/x", "https://•••@host/x"),
        ("https://me:pa/ss@host", "https://•••@host"),
        ("https://me:pa ss@host", "https://•••@host"),
        ("s3://k:s+/x@host", "s3://•••@host"),
        ("me:p@/ss@host:9000", "•••@host:9000"),
        ("token@host", "token@host"),
        ("https://host:9000/x", "https://host:9000/x"),
        ("note: ask me@lab", "note: ask me@lab"),
    ],
)
def test_nothing_of_a_login_is_shown_of_an_address(address: str, shown: str):
    assert masked_address(address) == shown
