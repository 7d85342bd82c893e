"""What a file may import, where import-linter cannot say it."""

import sys
from typing import Any

Source = Any
Sources = Any
STDLIB = sys.stdlib_module_names
FOR_AUDITORS = {
    f"store/{name}.py" for name in ("merkle", "signing", "bundle", "bundle_file", "proof", "pins", "durable")
}
AUDITORS_KNOW = STDLIB | {"cryptography"}
UNPICKLE = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"}


def of_the_house(source: Source) -> set[str]:
    return {name for name in source.imported if name == "assay" or name.startswith("assay.")}


def from_outside(source: Source, known: frozenset[str] | set[str]) -> set[str]:
    return {name for name in source.imported - of_the_house(source) if name.split(".")[0] not in known}


def test_imports_are_written_in_full(sources: Sources) -> None:
    assert sources.where(lambda source: {name for name in source.imported if name.startswith(".")}) == {}


def test_core_imports_only_the_standard_library_and_itself(sources: Sources) -> None:
    def strangers(source: Source) -> set[str]:
        if source.room != "core":
            return set()
        rooms = {name for name in of_the_house(source) if not name.startswith("assay.core")}
        return rooms | from_outside(source, STDLIB)

    assert sources.where(strangers) == {}


def test_stats_imports_of_the_house_only_errors_and_itself(sources: Sources) -> None:
    def strangers(source: Source) -> set[str]:
        names = of_the_house(source) if source.room == "stats" else set()
        return {name for name in names if not name.startswith("assay.stats")} - {"assay.core.errors"}

    assert sources.where(strangers) == {}


def test_texts_imports_of_the_house_only_errors_the_guard_of_texts_and_itself(sources: Sources) -> None:
    def strangers(source: Source) -> set[str]:
        names = of_the_house(source) if source.room == "texts" else set()
        return {name for name in names if not name.startswith("assay.texts")} - {
            "assay.core.errors",
            "assay.core.safe_text",
        }

    assert sources.where(strangers) == {}


def test_yaml_is_read_in_one_place(sources: Sources) -> None:
    readers = sources.where(lambda source: {name for name in source.imported if name.split(".")[0] == "yaml"})
    assert list(readers) == ["texts/strict_yaml.py"]


def test_what_an_auditor_reads_imports_only_the_standard_library_cryptography_and_core(sources: Sources) -> None:
    allowed = ("assay.core.", *(f"assay.{path[:-3].replace('/', '.')}" for path in FOR_AUDITORS))

    def strangers(source: Source) -> set[str]:
        if source.path not in FOR_AUDITORS:
            return set()
        rooms = {name for name in of_the_house(source) if not name.startswith(allowed)}
        return rooms | from_outside(source, AUDITORS_KNOW)

    assert {source.path for source in sources} >= FOR_AUDITORS
    assert sources.where(strangers) == {}


def test_data_are_never_unpickled(sources: Sources) -> None:
    assert sources.where(lambda source: {name for name in source.imported if name.split(".")[0] in UNPICKLE}) == {}
