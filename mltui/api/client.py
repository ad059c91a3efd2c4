"""The client of a ClearML server: one attribute per service, one method per endpoint."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mltui.api.services.auth import AuthService
    from mltui.api.services.events import EventsService
    from mltui.api.services.login import LoginService
    from mltui.api.services.models import ModelsService
    from mltui.api.services.organization import OrganizationService
    from mltui.api.services.pipelines import PipelinesService
    from mltui.api.services.projects import ProjectsService
    from mltui.api.services.queues import QueuesService
    from mltui.api.services.reports import ReportsService
    from mltui.api.services.server import ServerService
    from mltui.api.services.serving import ServingService
    from mltui.api.services.storage import StorageService
    from mltui.api.services.tasks import TasksService
    from mltui.api.services.users import UsersService
    from mltui.api.services.workers import WorkersService
    from mltui.api.session import Session


class Client:
    """The services of a server. Each is imported when it is first used: types cost start-up time.

    Every method raises nothing but `mltui.api.errors.ApiError`s.
    """

    def __init__(self, session: Session) -> None:
        self.session = session

    async def close(self) -> None:
        """Close the session."""
        await self.session.close()

    @cached_property
    def auth(self) -> AuthService:
        """Users' keys and logins."""
        from mltui.api.services.auth import AuthService

        return AuthService(self.session)

    @cached_property
    def events(self) -> EventsService:
        """What tasks report: scalars, plots, images, console."""
        from mltui.api.services.events import EventsService

        return EventsService(self.session)

    @cached_property
    def login(self) -> LoginService:
        """How to log in."""
        from mltui.api.services.login import LoginService

        return LoginService(self.session)

    @cached_property
    def models(self) -> ModelsService:
        """Models."""
        from mltui.api.services.models import ModelsService

        return ModelsService(self.session)

    @cached_property
    def organization(self) -> OrganizationService:
        """What concerns everything: counts, tags, usage, exports."""
        from mltui.api.services.organization import OrganizationService

        return OrganizationService(self.session)

    @cached_property
    def pipelines(self) -> PipelinesService:
        """Runs of pipelines."""
        from mltui.api.services.pipelines import PipelinesService

        return PipelinesService(self.session)

    @cached_property
    def projects(self) -> ProjectsService:
        """Projects."""
        from mltui.api.services.projects import ProjectsService

        return ProjectsService(self.session)

    @cached_property
    def queues(self) -> QueuesService:
        """Queues."""
        from mltui.api.services.queues import QueuesService

        return QueuesService(self.session)

    @cached_property
    def reports(self) -> ReportsService:
        """Reports."""
        from mltui.api.services.reports import ReportsService

        return ReportsService(self.session)

    @cached_property
    def server(self) -> ServerService:
        """The server itself."""
        from mltui.api.services.server import ServerService

        return ServerService(self.session)

    @cached_property
    def serving(self) -> ServingService:
        """Model serving."""
        from mltui.api.services.serving import ServingService

        return ServingService(self.session)

    @cached_property
    def storage(self) -> StorageService:
        """Storage settings."""
        from mltui.api.services.storage import StorageService

        return StorageService(self.session)

    @cached_property
    def tasks(self) -> TasksService:
        """Tasks."""
        from mltui.api.services.tasks import TasksService

        return TasksService(self.session)

    @cached_property
    def users(self) -> UsersService:
        """Users."""
        from mltui.api.services.users import UsersService

        return UsersService(self.session)

    @cached_property
    def workers(self) -> WorkersService:
        """Workers and their machines."""
        from mltui.api.services.workers import WorkersService

        return WorkersService(self.session)
