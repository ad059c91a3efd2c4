"""What a screen may ask of the application around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from textual.app import App

    from mltui.actions.sitting import Sitting
    from mltui.api.client import Client
    from mltui.live.alerts import Alerts
    from mltui.live.preferences import Preferences
    from mltui.live.serving_watch import ServingWatch
    from mltui.live.store import Store
    from mltui.live.timing import Timing
    from mltui.screens.changing import Change


class Host(Protocol):
    """The application as its screens see it (screens never import the application)."""

    client: Client | None
    """The connection, None until it is made. Reactive: screens watch it."""

    trouble: str
    """Why no connection could be made, a sentence; empty otherwise. Reactive."""

    server_name: str
    """The server's address without the scheme."""

    user_name: str
    """Who is logged in; empty until known. Reactive."""

    pace: float
    """How slowly the server is asked: 2 is half as often as usual."""

    web_views: bool
    """Whether lists that were never arranged here begin as they are in the web pages."""

    store: Store
    preferences: Preferences
    timing: Timing

    sitting: Sitting
    """What was done since the program started."""

    changes: list[Change]
    """What screens changed by themselves and can take back, the newest last."""

    @property
    def serving_watch(self) -> ServingWatch:
        """What serving endpoints did lately."""
        ...

    @property
    def alerts(self) -> Alerts:
        """What is watched and what came of it."""
        ...

    @property
    def known_alerts(self) -> Alerts | None:
        """The alerts, None if there is nothing to tell of them yet."""
        ...

    @property
    def unseen_alerts(self) -> int:
        """How many alerts nobody has looked at."""
        ...

    @property
    def watched_tasks(self) -> frozenset[str]:
        """The ids of all tasks that are watched themselves."""
        ...

    def alerts_changed(self) -> None:
        """Note that something is watched, or no longer."""
        ...

    def connect(self) -> object:
        """Try again to make the connection; for when `trouble` says that it failed."""
        ...

    def go(self, name: str, argument: str = "") -> None:
        """Switch to a screen of the registry, handing it what followed `:name`."""
        ...

    def open_page(self, page: str, identity: str, title: str) -> None:
        """Open the page of one task, worker or endpoint on top of this screen."""
        ...


def host_of(app: App[Any]) -> Host:
    """Return the running application as a screen's host."""
    return app  # type: ignore[return-value]
