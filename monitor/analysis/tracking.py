"""Query parameters that tell who sent a visitor and never which page is meant."""

from __future__ import annotations

from functools import lru_cache

from monitor.analysis.word_lists import read_words

_EVERYWHERE = "everywhere"
_PREFIXES = "prefixes"


def is_tracking(name: str, site: str = "") -> bool:
    """Whether the parameter of this name is dropped from a comparison key.

    Args:
        name: of the parameter, in whatever case.
        site: the first label of the registrable domain, such as "amazon" of amazon.de; some
            parameters track on one site and choose a page on another.

    >>> is_tracking("UTM_Source"), is_tracking("si"), is_tracking("si", "youtube")
    (True, False, True)
    """
    words = _parameters()
    lowered = name.lower()
    if lowered in words[_EVERYWHERE] or lowered.startswith(_prefixes()):
        return True
    is_site = bool(site) and site not in (_EVERYWHERE, _PREFIXES)
    return is_site and lowered in words.get(site, frozenset())


@lru_cache(maxsize=1)
def _parameters() -> dict[str, frozenset[str]]:
    return read_words("tracking.txt")


@lru_cache(maxsize=1)
def _prefixes() -> tuple[str, ...]:
    return tuple(sorted(_parameters()[_PREFIXES]))
