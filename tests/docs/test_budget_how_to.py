"""The budget on the page can be used as it stands."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

from monitor.cli.opening import known_providers
from monitor.configuration.read import configuration_of
from monitor.configuration.template import write_template
from monitor.domain.budget import Budget, Limits

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "keep-a-budget.md"


def test_the_budget_of_the_page_is_valid_in_the_template(tmp_path: Path):
    (block,) = re.findall(r"^```yaml\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    write_template(tmp_path / "namedrop.yaml")
    content = (tmp_path / "namedrop.yaml").read_text() + block
    told = configuration_of(content.encode(), file="n.yaml", known=known_providers())
    assert told.budget == Budget(Limits(Decimal(5), 2000), Limits(Decimal(100), 40000))
