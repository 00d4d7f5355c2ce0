"""Names in stored answers that look like brands and are not tracked yet."""

from __future__ import annotations

from monitor.analysis.analyze import Analyzer
from monitor.analysis.discovery import DiscoveredName, discover_names
from monitor.analysis.folding import fold_text
from monitor.analysis.variants import squeeze
from monitor.pipeline.name_families import brand_families
from monitor.storage.brands import answer_texts, ignored_names
from monitor.storage.configured import current_brands
from monitor.storage.engine import Database
from monitor.storage.runs import run_named


def discover_brands(
    database: Database, workspace_id: int, *, run_id: int | None
) -> tuple[DiscoveredName, ...]:
    """The names, those in the most answers first; without the ignored ones.

    Raises:
        NotFound: there is no such run.
    """
    with database.read() as session:
        if run_id is not None:
            run_named(session, workspace_id, run_id)
        brands = [saved.brand for saved in current_brands(session, workspace_id)]
        ignored = ignored_names(session, workspace_id)
        texts = answer_texts(session, workspace_id, run_id=run_id)
    tracked = {squeeze(fold_text(name)) for b in brands for name in (b.name, *b.aliases)}
    # The analyzer decides anew: "Acme's" was no tracked name, the "Acme" that remains of it is.
    is_tracked = Analyzer(brands).names_a_brand
    return tuple(
        each
        for each in brand_families(discover_names(texts, brands), texts)
        if fold_text(each.name) not in ignored
        and squeeze(fold_text(each.name)) not in tracked
        and not is_tracked(each.name)
    )
