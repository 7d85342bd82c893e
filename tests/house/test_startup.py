"""What must not be loaded before it is needed."""

import subprocess
import sys

import pytest

HEAVY = {
    "numpy",
    "pyarrow",
    "duckdb",
    "scipy",
    "numba",
    "pandas",
    "polars",
    "sqlalchemy",
    "altair",
    "ibis",
    "vl_convert",
}
SHOW_LOADED = "; import sys; print('LOADED', *sorted(sys.modules))"


def loaded_by(statement: str) -> set[str]:
    """Top modules that a fresh interpreter holds after a statement."""
    done = subprocess.run([sys.executable, "-c", statement + SHOW_LOADED], capture_output=True, text=True, check=True)
    last = next(line for line in done.stdout.splitlines() if line.startswith("LOADED"))
    return {name.split(".")[0] for name in last.split()[1:]}


@pytest.mark.parametrize(
    "statement",
    [
        "import assay",
        "import assay; assay.__all__; dir(assay); assay.__version__; assay.Estimate; assay.AssayError",
        "from assay.cli.main import outcome; outcome(['--help'])",
        "from assay.cli.main import outcome; outcome(['--version'])",
    ],
)
def test_nothing_heavy_is_loaded_by(statement: str) -> None:
    assert not loaded_by(statement) & HEAVY


def test_the_test_would_notice_a_heavy_module() -> None:
    assert "numpy" in loaded_by("import numpy")
