"""Every error that Namedrop raises on purpose.

    NamedropError
    ├── BadInput                 what the user wrote cannot be used
    ├── NotFound                 what was asked for is not there
    ├── DatabaseUnavailable      the database cannot be reached or is at another revision
    ├── LocalModelUnavailable    the local model server could not be started
    └── ProviderError            a provider gave no answer
        ├── TemporaryError       may succeed when tried again
        │   ├── RateLimited
        │   ├── Overloaded
        │   ├── TimedOut
        │   └── Unreachable
        ├── PermanentError       will not succeed when tried again
        │   ├── BadCredentials
        │   ├── UnknownModel
        │   ├── UnsupportedSetting
        │   ├── QuotaExhausted
        │   └── BadRequest
        └── UnreadableReply      something came back that is no answer; its body is kept

Temporary or permanent is decided where a status code is read, by choosing the class.
"""

from __future__ import annotations


class NamedropError(Exception):
    """The base of all errors that are raised on purpose; the message is written for the user."""


class BadInput(NamedropError):
    """Something that the user wrote cannot be used; the message says what was expected."""


class NotFound(NamedropError):
    """The named thing does not exist in this workspace."""


class DatabaseUnavailable(NamedropError):
    """The database cannot be reached, or its revision is not the one this release expects."""


class LocalModelUnavailable(NamedropError):
    """The local model is not installed, or its server did not start."""


class ProviderError(NamedropError):
    """A provider gave no answer.

    Attributes:
        kind: the stable name under which the failure is stored and counted.
        temporary: whether trying again may help.
        status: the HTTP status, or None where no reply was received.
    """

    kind = "provider_error"
    temporary = False

    def __init__(self, message: str, *, status: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.status = status


class TemporaryError(ProviderError):
    """Trying again may help.

    Attributes:
        retry_after_s: seconds that the provider asked to wait, or None where it did not say.
    """

    kind = "temporary"
    temporary = True

    def __init__(
        self, message: str, *, status: int | None = None, retry_after_s: float | None = None
    ) -> None:
        super().__init__(message, status=status)
        self.retry_after_s = retry_after_s


class RateLimited(TemporaryError):
    """The provider asked to slow down (HTTP 429)."""

    kind = "rate_limited"


class Overloaded(TemporaryError):
    """The provider is not able to answer now (HTTP 408, 409, 5xx)."""

    kind = "overloaded"


class TimedOut(TemporaryError):
    """No complete reply within the deadline; the call may have been billed all the same."""

    kind = "timed_out"


class Unreachable(TemporaryError):
    """No connection could be made, or it broke before the reply was complete."""

    kind = "unreachable"


class TargetAway(TemporaryError):
    """The target has failed for so long that it was not called."""

    kind = "target_away"


class PermanentError(ProviderError):
    """The same call will fail again."""

    kind = "permanent"


class BadCredentials(PermanentError):
    """The key is missing, wrong or has no access (HTTP 401, 403)."""

    kind = "bad_credentials"


class UnknownModel(PermanentError):
    """The provider does not know the model."""

    kind = "unknown_model"


class UnsupportedSetting(PermanentError):
    """The model does not take a setting that was sent.

    Attributes:
        setting: the setting in our own name, or None where the provider did not name it.
    """

    kind = "unsupported_setting"

    def __init__(self, message: str, *, setting: str | None, status: int | None = None) -> None:
        super().__init__(message, status=status)
        self.setting = setting


class QuotaExhausted(PermanentError):
    """The account has no credit or no quota left; waiting a moment does not help."""

    kind = "quota_exhausted"


class BadRequest(PermanentError):
    """The provider refused the request for another reason (HTTP 4xx)."""

    kind = "bad_request"


class UnreadableReply(ProviderError):
    """A reply came back, but it is no answer that can be read; its body is kept as it is."""

    kind = "unreadable"
