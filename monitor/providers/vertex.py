"""Gemini on Google Cloud's Vertex AI: the shape of the developer API below a project's path.

The key variable holds an OAuth access token, such as `gcloud auth print-access-token` prints; it
lasts for an hour. Shape: https://cloud.google.com/vertex-ai/docs/reference/rest, November 2026.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from monitor.domain.question import Channel, Target
from monitor.errors import BadInput
from monitor.providers.endpoint import header_key
from monitor.providers.gemini import GEMINI_FEATURES, GEMINI_WIRE_NAMES, THINKING_BUDGET, Gemini
from monitor.providers.json_calls import call_url
from monitor.providers.option_values import text_option

GLOBAL = "global"


@dataclass(frozen=True, slots=True)
class Vertex(Gemini):
    """Gemini on Vertex AI."""

    def url(self, target: Target, version: str) -> str:
        """The address of the target's model in its project and location.

        Raises:
            BadInput: the target names no project, or its base_url is no HTTP URL.
        """
        project = text_option(target, "project")
        if project is None:
            raise BadInput(
                f"Target {target.key!r}: the provider {self.name!r} needs the option project,"
                " the id of a Google Cloud project; none was given."
            )
        location = text_option(target, "location") or GLOBAL
        host = self.base_url.replace("//", f"//{quote(location)}-") if location != GLOBAL else None
        model = target.model.removeprefix("models/")
        place = f"/projects/{quote(project)}/locations/{quote(location)}/publishers/google/models"
        return call_url(
            target,
            f"{place}/{quote(model)}:generateContent",
            provider=self.name,
            base_url=host or self.base_url,
            version_path=f"/{version}",
        )

    def key_headers(self, secret: str | None) -> dict[str, str]:
        """The access token as a bearer token; none where there is no token."""
        key = header_key(secret)
        return {} if key is None else {"authorization": f"Bearer {key}"}


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
