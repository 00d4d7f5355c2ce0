"""The import contracts of pyproject.toml hold."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--no-logo"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_the_import_contracts_hold():
    done = lint_imports(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_broken_contract_is_found(tmp_path: Path):
    (tmp_path / "pyproject.toml").write_text(
        '[tool.importlinter]\nroot_package = "shop"\n'
        '[[tool.importlinter.contracts]]\nname = "Layers"\ntype = "layers"\n'
        'layers = ["shop.till", "shop.stock"]\n'
    )
    package = tmp_path / "shop"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "till.py").touch()
    (package / "stock.py").write_text("import shop.till\n")
    done = lint_imports(tmp_path)
    assert done.returncode == 1
    assert "shop.stock -> shop.till" in done.stdout
