"""What is never shown, though the server tells it. Pure functions."""

from __future__ import annotations

import re

#: What stands in place of a secret.
MASK = "•••"

#: What says, wherever it stands in a name, that the value is nobody's business. It is looked for in
#: the letters alone: `api-key`, `apiKey` and `API_KEY2` are the same.
_SECRET = re.compile(
    r"passw(or)?d|passphrase|passcode|secret(?!ar)|credential|connectionstring"
    r"|(api|access|private|account|auth|encryption|license|master|signing|ssh|storage)keys?"
)

#: Words that say it only where they stand alone.
_SECRET_WORDS = frozenset(("pwd", "cred", "creds", "jwt", "bearer"))

#: Words before `tokens` that make them keys: without one, several tokens are pieces of a text.
_KEYS_OF = frozenset(("access", "api", "auth", "bearer", "github", "hf", "refresh"))

#: Words before `token` that make it a piece of a text, such as `eos_token`.
_PIECE_AFTER = re.compile(
    r"additional|audio|bos|cls|decoder|end|eos|eot|extra|first|image|last|mask|max|middle|min|n|new"
    r"|next|num|pad|per|prefix|sep|special|start|stop|suffix|unk|video"
)

#: Words after it that do, such as `token_type_ids`.
_PIECE_BEFORE = re.compile(
    r"budget|classification|count|dim|drop(out)?|embed(ding)?s?|ids?|ind(ex|ices)|len(gth)?|level"
    r"|limit|loss|mask|mixing|pooling|positions?|pruning|rate|size|types?"
)

#: The words of a name in snake, kebab or camel case.
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")

#: Who logs in, in an address such as `https://name:password@host`. Up to the last @: a password
#: that was not escaped may have anything in it.
_LOGIN = re.compile(r"(?<=//).*@|^[^/@\s:]+:(?!//)\S.*@", re.S)


def masked_address(text: str) -> str:
    """Return an address without the name and the password in it."""
    return _LOGIN.sub(f"{MASK}@", text)


def is_secret(name: str) -> bool:
    """Return whether what is called so should not be shown."""
    words = [word.lower() for word in _WORD.findall(name)]
    if _SECRET.search("".join(words)) or not _SECRET_WORDS.isdisjoint(words):
        return True
    # What is `pass_rate` is none, `db_pass` is.
    return words[-1:] == ["pass"] or any(
        _is_key(word, before, after)
        for before, word, after in zip(["", *words], words, [*words[1:], ""], strict=False)
    )


def _is_key(word: str, before: str, after: str) -> bool:
    """Return whether a word is a token that lets in, by its neighbours; in doubt it does."""
    if word == "tokens":
        return before in _KEYS_OF
    piece = _PIECE_AFTER.fullmatch(before) or _PIECE_BEFORE.fullmatch(after)
    return word.endswith("token") and not piece


def masked(secret: str | None) -> str:
    """Return what to show of a secret: whether there is one, and nothing else."""
    return MASK if secret else ""


def masked_key(key: str | None) -> str:
    """Return an access key so that its owner knows it: its ends alone; all of it if it is short."""
    if not key:
        return ""
    return f"{key[:4]}…{key[-4:]}" if len(key) > 12 else key
