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
_SECRET_WORDS = frozenset(("cred", "creds", "jwt", "bearer"))

#: Words that end in `pass` and are no password.
_NO_PASSWORD = re.compile(
    r"((all|band|by|com|encom|fore|high|low|multi|one|over|single|sur|tres|two|under)?pass)"
)

#: Words before `pass` where it stands alone that make it a round or a filter.
_ROUND_AFTER = re.compile(
    r"all|back(ward)?|band|eval|final|first|forward|high|last|low|multi|n|num|one|per|second|single"
    r"|third|train(ing)?|two"
)

#: Words before `tokens`, in another part of the name too, that make them keys.
_KEYS_OF = frozenset(("access", "api", "auth", "bearer", "github", "hf", "refresh", "session"))

#: Words before `token` that make it a piece of a text, such as `eos_token`.
_PIECE_AFTER = re.compile(
    r"additional|audio|bos|cls|decoder|end|eos|eot|extra|first|image|last|mask|max|middle|min|n"
    r"|next|num|pad|per|prefix|sep|special|start|stop|suffix|unk|video"
)

#: Words before `tokens` that make them pieces of a text, or tell how many of them there are.
_PIECES_AFTER = re.compile(
    _PIECE_AFTER.pattern + r"|added|all|avg|b|batch|begin|billions?|budget|byte|cached|class"
    r"|completion|consumed|context|count|draft|drop(ped)?|dummy|encoder|eval|forced|gen(erated)?"
    r"|global|ignored?|input|k|keep|kept|label|latent|m|masked|mean|mem(ory)?|merged?|millions?|new"
    r"|of|output|padding|patch|predicted|prev(ious)?|processed|prompt|query|reasoning|register"
    r"|sampled?|seen|seq(uence)?|source|speech|src|suppress|target|test|text|tgt|thinking|total"
    r"|train(ed|ing)?|trillions?|unique|val(id(ation)?)?|virtual|vision|visual|vocab(ulary)?|warmup"
)

#: Words after it that do, such as `token_type_ids`.
_PIECE_BEFORE = re.compile(
    r"budget|classification|count|dim|drop(out)?|embed(ding)?s?|ids|ind(ex|ices)|len(gth)?|level"
    r"|limit|loss|mask|mixing|per|pooling|positions?|pruning|rate|seen|size|types?"
)

#: The words of a name in snake, kebab or camel case.
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")

#: What stands between the parts of a name, such as a section and a parameter.
_BETWEEN = re.compile("[./]")

#: Who logs in, in an address such as `https://name:password@host`. Up to the last @: a password
#: that was not escaped may have anything in it.
_LOGIN = re.compile(r"(?<=//).*@|^[^/@\s:]+:(?!//)\S.*@", re.S)


def masked_address(text: str) -> str:
    """Return an address without the name and the password in it."""
    return _LOGIN.sub(f"{MASK}@", text)


def is_secret(name: str) -> bool:
    """Return whether what is called so should not be shown."""
    parts = [_WORD.findall(part) for part in _BETWEEN.split(name)]
    words = [word.lower() for part in parts for word in part]
    if _SECRET.search("".join(words)) or not _SECRET_WORDS.isdisjoint(words):
        return True
    firsts = [place == 0 for part in parts for place in range(len(part))]
    return any(
        _is_password(word, before, after) or _is_key(word, before, after, first=first)
        for before, word, after, first in zip(
            ["", *words], words, [*words[1:], ""], firsts, strict=False
        )
    )


def _is_password(word: str, before: str, after: str) -> bool:
    if word == "pass":
        # What is `pass_rate` is none, `db_pass` is.
        return not after and not _ROUND_AFTER.fullmatch(before)
    return word.endswith(("pass", "pwd")) and not _NO_PASSWORD.fullmatch(word)


def _is_key(word: str, before: str, after: str, *, first: bool) -> bool:
    """Return whether a word is a token that lets in, by its neighbours; in doubt it does.

    Several tokens with no word before them in their part of the name are pieces of a text.
    """
    if _PIECE_BEFORE.fullmatch(after):
        return False
    if word == "tokens":
        return before in _KEYS_OF or not (first or _PIECES_AFTER.fullmatch(before))
    return word.endswith("token") and not _PIECE_AFTER.fullmatch(before)


def shown(name: str, value: str) -> str:
    """Return what to show of a value that is called so: it, or that there is a secret one."""
    return MASK if value and is_secret(name) else value


def masked(secret: str | None) -> str:
    """Return what to show of a secret: whether there is one, and nothing else."""
    return MASK if secret else ""


def masked_key(key: str | None) -> str:
    """Return an access key so that its owner knows it: its ends alone; all of it if it is short."""
    if not key:
        return ""
    return f"{key[:4]}…{key[-4:]}" if len(key) > 12 else key
