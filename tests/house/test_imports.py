"""What a file may import, where import-linter cannot say it."""

import sys
from typing import Any

Source = Any
STDLIB = sys.stdlib_module_names
FOR_AUDITORS = {
    f"store/{name}.py" for name in ("merkle", "signing", "bundle", "bundle_file", "proof", "pins", "durable")
}
AUDITORS_KNOW = STDLIB | {"cryptography"}


def house_names(imported: set[str]) -> set[str]:
    return {name for name in imported if name == "assay" or name.startswith("assay.")}


def outside_names(imported: set[str], known: frozenset[str] | set[str]) -> set[str]:
    return {name for name in imported - house_names(imported) if name.split(".")[0] not in known}


def test_imports_are_written_in_full(source: Source) -> None:
    assert not {name for name in source.imported() if name.startswith(".")}


def test_core_imports_only_the_standard_library_and_itself(source: Source) -> None:
    if source.room != "core":
        return
    assert not outside_names(source.imported(), STDLIB)
    assert all(name.startswith("assay.core") for name in house_names(source.imported()))


def test_stats_imports_of_the_house_only_errors_and_itself(source: Source) -> None:
    if source.room != "stats":
        return
    others = {name for name in house_names(source.imported()) if not name.startswith("assay.stats")}
    assert others <= {"assay.core.errors"}


def test_what_an_auditor_reads_imports_only_the_standard_library_cryptography_and_core(source: Source) -> None:
    if source.path not in FOR_AUDITORS:
        return
    assert not outside_names(source.imported(), AUDITORS_KNOW)
    allowed = ("assay.core.", *(f"assay.{path[:-3].replace('/', '.')}" for path in FOR_AUDITORS))
    assert all(name.startswith(allowed) for name in house_names(source.imported()))


def test_data_are_never_unpickled(source: Source) -> None:
    banned = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"}
    assert not {name for name in source.imported() if name.split(".")[0] in banned}
