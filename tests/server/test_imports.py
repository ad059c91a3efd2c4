from __future__ import annotations

import tomllib
from pathlib import Path
from pkgutil import iter_modules

import mltui

PROJECT = Path(__file__).parents[2] / "pyproject.toml"


def test_the_server_may_import_nothing_else_of_mltui_whatever_is_new_there():
    contracts = tomllib.loads(PROJECT.read_text())["tool"]["importlinter"]["contracts"]
    (contract,) = (each for each in contracts if each.get("source_modules") == ["mltui.server"])
    others = {f"mltui.{module.name}" for module in iter_modules(mltui.__path__)}
    assert set(contract["forbidden_modules"]) == others - {"mltui.server", "mltui.expressions"}
    assert contract["ignore_imports"] == ["mltui.server.** -> mltui.api.types.**"]
