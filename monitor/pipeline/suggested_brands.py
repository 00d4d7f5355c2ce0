"""What becomes of a name that was suggested as a brand: tracked, an alias, or never shown again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from monitor.analysis.ambiguity import AliasProblem, AliasProblemKind, alias_problems
from monitor.analysis.analyze import Analyzer
from monitor.analysis.folding import fold_text
from monitor.configuration.keys import slug
from monitor.domain.findings import Brand
from monitor.errors import BadInput, NotFound
from monitor.storage.brands import ignore_name, mark_branded_prompts, put_brand, stop_ignoring
from monitor.storage.configured import brand_names, current_brands
from monitor.storage.engine import Transaction

MAX_NAME_CHARACTERS = 200


def accept_suggested(session: Transaction, workspace_id: int, name: str, *, now: datetime) -> Brand:
    """Track the name as a competitor; stored answers have to be read again.

    Raises:
        BadInput: it is no name, or cannot be told from one that is tracked.
    """
    brands = [saved.brand for saved in current_brands(session, workspace_id)]
    archived = brand_names(session, workspace_id)
    brand = Brand(_free_key(name, brands, archived), _checked(name))
    _track(session, workspace_id, brand, brands, now)
    stop_ignoring(session, workspace_id, fold_text(name))
    return brand


def merge_suggested(
    session: Transaction, workspace_id: int, name: str, *, into: str, now: datetime
) -> Brand:
    """Make the name an alias of the tracked brand of that key or name.

    Raises:
        BadInput: it is no name, or another brand has it.
        NotFound: no such brand is tracked.
    """
    brands = [saved.brand for saved in current_brands(session, workspace_id)]
    brand = _named(brands, into)
    aliases = tuple(dict.fromkeys((*brand.aliases, _checked(name))))
    changed = replace(brand, aliases=aliases)
    others = [each for each in brands if each.key != brand.key]
    _track(session, workspace_id, changed, others, now)
    stop_ignoring(session, workspace_id, fold_text(name))
    return changed


def ignore_suggested(session: Transaction, workspace_id: int, name: str, *, now: datetime) -> bool:
    """Never suggest the name again; whether it was suggested until now.

    Raises:
        BadInput: it is no name.
    """
    folded = fold_text(_checked(name))
    return ignore_name(session, workspace_id, name, folded=folded, now=now)


def _track(
    session: Transaction, workspace_id: int, brand: Brand, others: Sequence[Brand], now: datetime
) -> None:
    brands = [*others, brand]
    for problem in alias_problems(brands):
        if brand.key in problem.brands:
            raise BadInput(_why(problem))
    put_brand(session, workspace_id, brand, now)
    mark_branded_prompts(session, workspace_id, Analyzer(brands).names_a_brand)


def _checked(name: str) -> str:
    if not name.strip() or not name.isprintable() or len(name) > MAX_NAME_CHARACTERS:
        raise BadInput(f"expected a name of 1 to {MAX_NAME_CHARACTERS} printable characters")
    return name


def _named(brands: Sequence[Brand], wanted: str) -> Brand:
    folded = fold_text(wanted)
    for brand in brands:
        if wanted == brand.key or folded == fold_text(brand.name):
            return brand
    known = ", ".join(brand.key for brand in brands) or "none"
    raise NotFound(f"there is no tracked brand {wanted!r}; tracked: {known}")


def _free_key(name: str, brands: Sequence[Brand], archived: Mapping[str, str]) -> str:
    """The key made from the name; an archived brand of the same name keeps its own."""
    folded = fold_text(name)
    current = {brand.key for brand in brands}
    for key, known in archived.items():
        if key not in current and fold_text(known) == folded:
            return key
    stem = slug(name)
    numbers = range(2, len(archived) + 3)
    return next(k for k in (stem, *(f"{stem}-{n}" for n in numbers)) if k not in archived)


def _why(problem: AliasProblem) -> str:
    match problem.kind:
        case AliasProblemKind.SHARED:
            return f"{problem.alias!r} means two brands: {' and '.join(problem.brands)}"
        case AliasProblemKind.EMPTY | AliasProblemKind.TOO_SHORT:
            return f"{problem.alias!r} is too short to be looked for"
