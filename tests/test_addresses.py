from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mltui.addresses import AddressError, address_hint, normal_address, same_server


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
        ("host:", "http://host:8008"),
        ("https://host:/api", "https://host/api"),
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
        ("http:/host:8008", "no //"),
        ("HTTPS:host", "no //"),
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


PIECES = st.lists(
    st.sampled_from(
        ["http", "https", ":", "/", "//", "://", "host", "lab.example", "8008", "[::1]"]
    )
    | st.sampled_from(["[", "]", "?", "#", "@", ".", "%", "-", "é", "10.0.0.7", "\uff0e", " "]),
    max_size=8,
).map("".join)


@given(PIECES)
@example("http:/conf:8008")
@example("::")
def test_whatever_is_written_is_an_address_for_good_or_refused(written):
    try:
        normal = normal_address(written)
    except AddressError:
        return
    assert normal_address(normal) == normal
    address_hint(normal)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("http://localhost:8008", "http://127.0.0.1:8008", True),
        ("http://[::1]:8008", "http://localhost:8008", True),
        ("https://API.lab.example", "https://api.lab.example:443", True),
        ("http://lab:8008", "http://lab:8009", False),
        ("http://lab:8008", "http://lab2:8008", False),
        ("https://lab/api", "https://lab", False),
    ],
)
def test_addresses_of_the_same_place_are_known(one, other, same):
    assert same_server(one, other) is same
