"""Gemini on Google Cloud's Vertex AI: the shape of the developer API below a project's path.

The key variable holds an OAuth access token, such as `gcloud auth print-access-token` prints; it
lasts for an hour. Shape: https://cloud.google.com/vertex-ai/docs/reference/rest, November 2026.
What the service tells of a model is little: publishers.models.get has its version and how it is
published, neither limits nor defaults.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from monitor.domain.model_card import ModelCard
from monitor.domain.question import Channel, Target
from monitor.domain.wire import WireReply, WireRequest
from monitor.errors import BadInput
from monitor.providers.endpoint import header_key
from monitor.providers.gemini import GEMINI_FEATURES, GEMINI_WIRE_NAMES, THINKING_BUDGET, Gemini
from monitor.providers.google_errors import google_error
from monitor.providers.json_calls import call_url, ours_by_wire_name
from monitor.providers.option_values import text_option
from monitor.providers.reading import decode_object
from monitor.providers.vertex_card import vertex_card

GLOBAL = "global"
PUBLISHED = "/publishers/google/models/"


@dataclass(frozen=True, slots=True)
class Vertex(Gemini):
    """Gemini on Vertex AI, which also implements `Discovers`."""

    def url(self, target: Target, version: str) -> str:
        """The address of the target's model in its project and location.

        Raises:
            BadInput: the target names no project, or its base_url is no HTTP URL.
        """
        location = text_option(target, "location") or GLOBAL
        place = f"/projects/{quote(self._project(target))}/locations/{quote(location)}"
        return self._address(target, version, f"{place}{_model_path(target)}:generateContent")

    def discovery_requests(self, target: Target, secret: str | None) -> tuple[WireRequest, ...]:
        """The one call to make: what the service tells of the model.

        Raises:
            BadInput: the target names no project, or its base_url is no HTTP URL.
            BadCredentials: the key cannot be sent in a header.
        """
        version = text_option(target, "api_version") or self.usual_api_version
        url = self._address(
            target, version, f"{_model_path(target)}?view=PUBLISHER_MODEL_VIEW_FULL"
        )
        # The path names no project, and a person's token stands for none.
        headers = {"accept": "application/json", "x-goog-user-project": self._project(target)}
        return (WireRequest("GET", url, headers | self.key_headers(secret)),)

    def read_discovery(
        self, target: Target, replies: tuple[WireReply, ...], *, as_of: date
    ) -> ModelCard:
        """What the reply tells of the model, each figure a claim discovered at run time.

        Raises:
            ProviderError: the service does not know the model, or tells nothing of it.
        """
        (reply,) = replies
        if not 200 <= reply.status < 300:
            raise google_error(reply, ours_by_wire_name(self.wire_names))
        return vertex_card(target, decode_object(reply), as_of=as_of)

    def _project(self, target: Target) -> str:
        project = text_option(target, "project")
        if project is None:
            raise BadInput(
                f"Target {target.key!r}: the provider {self.name!r} needs the option project,"
                " the id of a Google Cloud project; none was given."
            )
        return project

    def _address(self, target: Target, version: str, path: str) -> str:
        location = text_option(target, "location") or GLOBAL
        host = self.base_url.replace("//", f"//{quote(location)}-") if location != GLOBAL else None
        return call_url(
            target,
            path,
            provider=self.name,
            base_url=host or self.base_url,
            version_path=f"/{version}",
        )

    def key_headers(self, secret: str | None) -> dict[str, str]:
        """The access token as a bearer token; none where there is no token."""
        key = header_key(secret)
        return {} if key is None else {"authorization": f"Bearer {key}"}


def _model_path(target: Target) -> str:
    return f"{PUBLISHED}{quote(target.model.removeprefix('models/'))}"


VERTEX = Vertex(
    name="vertex",
    channel=Channel.API,
    api_key_env="VERTEX_ACCESS_TOKEN",
    base_url="https://aiplatform.googleapis.com",
    usual_api_version="v1",
    wire_names=GEMINI_WIRE_NAMES,
    options={
        "project": "The id of the Google Cloud project; it must be given.",
        "location": "Where the model runs, such as europe-west4; global when left out.",
        "thinking_budget": THINKING_BUDGET,
        "api_version": "The version in the path; v1 when left out.",
    },
    features=GEMINI_FEATURES,
)
