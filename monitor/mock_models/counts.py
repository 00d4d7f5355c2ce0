"""What the server has served since it started or was reset."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from monitor.domain.json_value import JsonObject
from monitor.mock_models.draft import Draft


@dataclass(slots=True)
class Counts:
    """Counters; they grow by one entry for each distinct request.

    Attributes:
        questions: fingerprints of the requests that asked something, answered or not.
        arrivals: by the fingerprint of a request, faults included.
        answers: by the fingerprint of a request; the repetition of an answer is counted here.
    """

    by_provider: Counter[str] = field(default_factory=Counter)
    by_path: Counter[str] = field(default_factory=Counter)
    by_status: Counter[str] = field(default_factory=Counter)
    by_fault: Counter[str] = field(default_factory=Counter)
    questions: set[bytes] = field(default_factory=set)
    arrivals: Counter[bytes] = field(default_factory=Counter)
    answers: Counter[bytes] = field(default_factory=Counter)
    input_tokens: Counter[str] = field(default_factory=Counter)
    output_tokens: Counter[str] = field(default_factory=Counter)

    def reply(self, provider: str, path: str, status: int) -> None:
        """Count a reply."""
        self.by_provider[provider] += 1
        self.by_path[path] += 1
        self.by_status[str(status)] += 1

    def spend(self, provider: str, draft: Draft) -> None:
        """Count the tokens of an answer."""
        self.input_tokens[provider] += draft.input_tokens
        self.output_tokens[provider] += draft.output_tokens + draft.reasoning_tokens

    def shown(self) -> JsonObject:
        """All counters as JSON; a reply that was cut off counts with the status it began with."""
        return {
            "requests": sum(self.by_provider.values()),
            "by_provider": dict(self.by_provider),
            "by_path": dict(self.by_path),
            "by_status": dict(self.by_status),
            "by_fault": dict(self.by_fault),
            "distinct_questions": len(self.questions),
            "answers": sum(self.answers.values()),
            "spend": {
                "input_tokens": sum(self.input_tokens.values()),
                "output_tokens": sum(self.output_tokens.values()),
                "by_provider": {
                    name: {
                        "input_tokens": self.input_tokens[name],
                        "output_tokens": self.output_tokens[name],
                    }
                    for name in self.input_tokens
                },
            },
        }
