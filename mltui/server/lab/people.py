"""The people of the lab and the projects they share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from mltui.api.types.json import JsonObject
from mltui.server.identity import COMPANY_ID
from mltui.server.lab import noise


@dataclass(frozen=True, slots=True)
class Person:
    """A user of the lab's server."""

    user: str
    given_name: str
    family_name: str

    @property
    def name(self) -> str:
        """Given and family name."""
        return f"{self.given_name} {self.family_name}".strip()


ME = Person(noise.identifier("user", "ada"), "Ada", "Okafor")
AGENT_USER = Person(noise.identifier("user", "agent"), "Lab", "Agents")
COLLEAGUES = (
    Person(noise.identifier("user", "noor"), "Noor", "Haddad"),
    Person(noise.identifier("user", "jonas"), "Jonas", "Lindqvist"),
    Person(noise.identifier("user", "mei"), "Mei", "Tanaka"),
    Person(noise.identifier("user", "ops"), "Ops", "Team"),
)
RESEARCHERS = (ME, ME, *COLLEAGUES)

PROJECTS = (
    ("Vision", "Everything that sees."),
    ("Vision/Detection", "Object detection for the street and the warehouse cameras."),
    ("Vision/Segmentation", "Pixel-wise classes; feeds the map team."),
    ("NLP", "Language models."),
    ("NLP/Pretrain", "From scratch, on the two big boxes."),
    ("NLP/Finetune", "Classification, tagging, intents."),
    ("Speech", ""),
    ("Speech/ASR", "Recognisers, offline and streaming."),
    ("Data", ""),
    ("Data/Pipelines", "Nightly syncs, exports and audits; runs on the services queue."),
)


@lru_cache(maxsize=64)
def project_id(name: str) -> str:
    """Return the id of the project of this full name."""
    return noise.identifier("project", name)


def user_documents(created: str) -> list[JsonObject]:
    """Return the users as the store keeps them; `created` is an ISO date-time."""
    return [
        {
            "id": person.user,
            "company": COMPANY_ID,
            "name": person.name,
            "given_name": person.given_name,
            "family_name": person.family_name,
            "role": "admin" if person is ME else "user",
            "created": created,
            "credentials": [],
        }
        for person in (ME, *COLLEAGUES, AGENT_USER)
    ]
