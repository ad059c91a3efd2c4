"""server: what this server is and can do."""

from __future__ import annotations

from mltui.api.types.json import Json, JsonObject
from mltui.server.registry import Call, endpoint, registered
from mltui.server.versions import API_VERSION, SERVER_VERSION

_ADMINISTRATORS = ("root", "system")


@endpoint("server.info", min_version="2.12")
@endpoint("server.info", min_version="2.8")
@endpoint("server.info")
def info(_: Call) -> JsonObject:
    """The versions of the server and of its API."""
    return {"version": SERVER_VERSION, "build": "", "commit": "", "api_version": API_VERSION}


@endpoint("server.report_stats_option")
def report_stats_option(_: Call) -> JsonObject:
    """Whether usage statistics may be sent home: never."""
    return {"supported": False}


@endpoint("server.get_stats", roles=_ADMINISTRATORS)
def get_stats(_: Call) -> JsonObject:
    """Usage statistics: none are collected."""
    return {}


@endpoint("server.config", roles=_ADMINISTRATORS)
def config(call: Call) -> JsonObject:
    """The configuration, so far as there is one."""
    return {"hosts": {"fileserver": call.engine.files_server}}


@endpoint("server.endpoints", roles=_ADMINISTRATORS)
def endpoints(_: Call) -> JsonObject:
    """The endpoints, each with its forms, the newest first."""
    listed: JsonObject = {}
    for name, forms in registered().items():
        described: list[Json] = []
        for form in forms:
            model: JsonObject | None = None
            if form.required:
                model = {"type": "object", "required": list(form.required)}
            described.append(
                {
                    "min_version": form.min_version,
                    "required_fields": [*form.required_fields] or None,
                    "request_data_model": model,
                    "response_data_model": None,
                }
            )
        listed[name] = described
    return {"endpoints": listed}
