"""Ways to find brands in a text, each behind one shape: ours, two plain ones, open-source trackers.

Imports that a detector needs stand in its own function, because it may not be installed.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from types import SimpleNamespace

from monitor.analysis.analyze import Analyzer
from monitor.analysis.folding import fold
from monitor.analysis.inflection import TextLanguage
from monitor.analysis.mentions import MentionFinder, Reading
from monitor.analysis.owners import Owners
from monitor.analysis.zones import find_zones
from monitor.domain.answer import Citation
from monitor.domain.findings import Brand

STEP_NAMES = 500  # names between two looks at the clock, where a detector looks for one at a time

Step = Callable[[str], int]
"""Looks for some or all of the brands in a text; how many it names."""


@dataclass(frozen=True, slots=True)
class Detector:
    """One way to find brands.

    Attributes:
        package: the name of its distribution, None for what needs only our own dependencies.
        module: what it is imported as.
        prepare: what can be done once for the brands, and the steps that an answer then takes.
    """

    name: str
    prepare: Callable[[Sequence[Brand]], list[Step]]
    package: str | None = None
    module: str | None = None

    @property
    def is_installed(self) -> bool:
        """Whether it can be run here."""
        return self.module is None or importlib.util.find_spec(self.module) is not None

    @property
    def label(self) -> str:
        """Its name with its version."""
        return self.name if self.package is None else f"{self.package} {version(self.package)}"


def one_by_one(brands: Sequence[Brand], names_it: Callable[[str, Brand], bool]) -> list[Step]:
    """The steps of a detector that looks for one brand at a time."""

    def step(some: Sequence[Brand]) -> Step:
        return lambda text: sum(names_it(text, brand) for brand in some)

    return [step(brands[n : n + STEP_NAMES]) for n in range(0, len(brands), STEP_NAMES)]


def texts_of(brand: Brand) -> list[str]:
    """All by which a brand is known, its name first."""
    return list(dict.fromkeys((brand.name, *brand.aliases, *brand.domains)))


def read(text: str) -> Reading:
    """The text as the analyzer reads it."""
    return Reading(text, fold(text), find_zones(text), TextLanguage(text, None))


def namedrop(brands: Sequence[Brand]) -> list[Step]:
    """Our mentions: with offsets, kind and polarity, common words and addresses told apart."""
    finder = MentionFinder(brands, Owners(brands))
    return [lambda text: len({m.brand for m in finder.find(read(text)) if m.counts})]


def namedrop_whole(brands: Sequence[Brand]) -> list[Step]:
    """Our whole analysis: mentions, ranks, sentiment, recommendations and citations."""
    analyzer = Analyzer(brands)
    cited = [Citation(f"https://www.{b.name.lower()}.example/guide", b.name) for b in brands[:5]]
    return [lambda text: sum(f.mentioned for f in analyzer.analyze(text, cited).findings)]


def substring(brands: Sequence[Brand]) -> list[Step]:
    """Lower-cased names anywhere in the lower-cased text, as many trackers do."""
    lowered = [[text.lower() for text in texts_of(brand)] for brand in brands]

    def step(text: str) -> int:
        low = text.lower()
        return sum(any(name in low for name in names) for names in lowered)

    return [step]


def alternation(brands: Sequence[Brand]) -> list[Step]:
    """One compiled pattern of all names, the longest first, at word boundaries."""
    owners = {text.lower(): brand.key for brand in brands for text in texts_of(brand)}
    names = "|".join(re.escape(name) for name in sorted(owners, key=len, reverse=True))
    pattern = re.compile(rf"(?<!\w)(?:{names})(?!\w)", re.IGNORECASE)

    def step(text: str) -> int:
        # IGNORECASE also pairs letters that lower() keeps apart, so a find need not be a key.
        return len({owners.get(found.lower(), found) for found in pattern.findall(text)})

    return [step]


def answersnap(brands: Sequence[Brand]) -> list[Step]:
    """Takes all brands at once."""
    from answersnap.metrics.mention import extract_entities  # noqa: PLC0415 - see the module's docstring

    entities = [(brand.name, "brand", texts_of(brand)) for brand in brands]
    return [lambda text: len(extract_entities(text, entities))]


def geo_score(brands: Sequence[Brand]) -> list[Step]:
    """An object of patterns for each brand."""
    from geo_watch import Entity  # noqa: PLC0415 - see the module's docstring

    entities = {
        brand.key: Entity(
            # It passes over what is no list.
            {"name": brand.name, "aliases": list(brand.aliases), "domains": list(brand.domains)}
        )
        for brand in brands
    }
    return one_by_one(brands, lambda text, brand: entities[brand.key].named_in(text))


def geo_scope(brands: Sequence[Brand]) -> list[Step]:
    """A parser that reads the text anew for each brand."""
    from geo_scope.entities.models import Entity  # noqa: PLC0415 - see the module's docstring
    from geo_scope.parser.observation_parser import ObservationParser  # noqa: PLC0415 - as above

    parser = ObservationParser()
    entities = {
        brand.key: Entity(
            id=brand.key, names=[brand.name, *brand.aliases], domains=list(brand.domains)
        )
        for brand in brands
    }

    def names_it(text: str, brand: Brand) -> bool:
        return bool(parser.parse(text, entities[brand.key], query="best tools").mentioned)

    return one_by_one(brands, names_it)


def apptrail(brands: Sequence[Brand]) -> list[Step]:
    """A function over one app and one answer."""
    from apptrail.matching import match_app  # noqa: PLC0415 - see the module's docstring

    apps = {
        brand.key: SimpleNamespace(
            name=brand.name,
            aliases=[*brand.aliases, *brand.domains],
            website=f"https://{brand.domains[0]}" if brand.domains else "",
        )
        for brand in brands
    }

    def names_it(text: str, brand: Brand) -> bool:
        result = {"kind": "answer", "text": text, "references": []}
        return bool(match_app(apps[brand.key], [], result)["mentioned"])

    return one_by_one(brands, names_it)


def voyage_geo(brands: Sequence[Brand]) -> list[Step]:
    """Takes a name only."""
    from voyage_geo.utils.text import contains_brand  # noqa: PLC0415 - see the module's docstring

    return one_by_one(brands, lambda text, brand: contains_brand(text, brand.name))


def geo_optimizer(brands: Sequence[Brand]) -> list[Step]:
    """Takes one name, so each alias and domain is a call."""
    from geo_optimizer.utils.brand_match import brand_matches  # noqa: PLC0415 - as above

    names = {brand.key: texts_of(brand) for brand in brands}
    return one_by_one(
        brands, lambda text, brand: any(brand_matches(text, name) for name in names[brand.key])
    )


def geoseo(brands: Sequence[Brand]) -> list[Step]:
    """Takes the names of one brand."""
    from geoseo_mcp.engines._domains import find_mentions  # noqa: PLC0415 - as above

    names = {brand.key: texts_of(brand) for brand in brands}
    return one_by_one(brands, lambda text, brand: bool(find_mentions(text, names[brand.key])))


def aeo_audit_lite(brands: Sequence[Brand]) -> list[Step]:
    """Takes a name only."""
    from aeo_audit_lite import mentions  # noqa: PLC0415 - see the module's docstring

    return one_by_one(brands, lambda text, brand: mentions(text, brand.name))


OURS = Detector("namedrop", namedrop)
WHOLE = Detector("namedrop, whole analysis", namedrop_whole)
DETECTORS = (
    OURS,
    Detector("substring", substring),
    Detector("re alternation", alternation),
    Detector("answersnap", answersnap, "answersnap", "answersnap"),
    Detector("geo-score", geo_score, "geo-score", "geo_watch"),
    Detector("geo-scope", geo_scope, "geo-scope", "geo_scope"),
    Detector("apptrail", apptrail, "apptrail", "apptrail"),
    Detector("voyage-geo", voyage_geo, "voyage-geo", "voyage_geo"),
    Detector("geo-optimizer-skill", geo_optimizer, "geo-optimizer-skill", "geo_optimizer"),
    Detector("geoseo-mcp", geoseo, "geoseo-mcp", "geoseo_mcp"),
    Detector("aeo-audit-lite", aeo_audit_lite, "aeo-audit-lite", "aeo_audit_lite"),
)
