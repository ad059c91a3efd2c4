from __future__ import annotations

import pytest

from mltui.addresses import AddressError, address_hint, normal_address


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("http://localhost:8008", "http://localhost:8008"),
        ("https://api.clear.ml/", "https://api.clear.ml"),
        ("  https://host/api// ", "https://host/api"),
        ("api.clear.ml", "https://api.clear.ml"),
        ("localhost", "http://localhost:8008"),
        ("localhost:9000", "http://localhost:9000"),
        ("trainbox", "http://trainbox:8008"),
        ("10.0.0.7", "http://10.0.0.7:8008"),
        ("10.0.0.7:8008", "http://10.0.0.7:8008"),
        ("lab.example:8008", "http://lab.example:8008"),
        ("lab.example:443", "https://lab.example:443"),
        ("lab.example/api", "https://lab.example/api"),
        ("[::1]:8008", "http://[::1]:8008"),
        ("http://host:8008/?a=b#c", "http://host:8008"),
    ],
)
def test_an_address_is_completed(written, normal):
    assert normal_address(written) == normal


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        ("ftp://host", "ftp://"),
        ("http://", "names no host"),
        ("http://host:99999", "port"),
        ("http://host:port", "port"),
        ("http://me:secret@host", "password"),
        ("http://ho st", "space"),
        ("http://ho\x1b[31mst", "unprintable"),
        ("http://[::1", "brackets"),
    ],
)
def test_an_impossible_address_is_explained(written, complaint):
    with pytest.raises(AddressError, match=complaint) as caught:
        normal_address(written)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("address", "hint"),
    [
        ("http://localhost:8080", "8008"),
        ("http://localhost:8081", "files"),
        ("https://app.clear.ml", "api.clear.ml"),
        ("https://files.clear.ml", "api.clear.ml"),
        ("http://localhost:8008", ""),
        ("https://api.clear.ml", ""),
    ],
)
def test_an_address_of_another_part_of_clearml_is_hinted_at(address, hint):
    assert hint in address_hint(address)
    assert bool(address_hint(address)) == bool(hint)
