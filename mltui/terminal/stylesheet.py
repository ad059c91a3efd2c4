"""Style sheets that are parsed once, however often they are put together anew.

Textual copies and parses everything again when a screen with a style sheet of its own is opened for
the first time, and when the theme changes: tens of milliseconds in which no key is answered.
"""

from __future__ import annotations

from typing import ClassVar

from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.css.types import CSSLocation

_Source = tuple[frozenset[tuple[str, str]], str, CSSLocation, bool, int, str]


class RememberingStylesheet(Stylesheet):
    """A style sheet that knows the rules of all others with the same text and variables."""

    _known: ClassVar[dict[_Source, list[RuleSet]]] = {}

    def __init__(self, *, variables: dict[str, str] | None = None) -> None:
        super().__init__(variables=variables)
        self._variables_known = frozenset(self._variables.items())

    def copy(self) -> Stylesheet:
        """Create a copy that remembers too."""
        copy = RememberingStylesheet(variables=self._variables.copy())
        copy.source = self.source.copy()
        return copy

    def set_variables(self, variables: dict[str, str]) -> None:
        """Set the variables of the theme."""
        super().set_variables(variables)
        self._variables_known = frozenset(variables.items())

    def reparse(self) -> None:
        """Put the rules together anew."""
        self._require_parse = True
        self._rules_map = None
        self.parse()

    def _parse_rules(
        self,
        css: str,
        read_from: CSSLocation,
        is_default_rules: bool = False,
        tie_breaker: int = 0,
        scope: str = "",
    ) -> list[RuleSet]:
        source = (self._variables_known, css, read_from, is_default_rules, tie_breaker, scope)
        rules = self._known.get(source)
        if rules is None:
            rules = super()._parse_rules(css, read_from, is_default_rules, tie_breaker, scope)
            self._known[source] = rules
        return rules
