"""What no file may call: a clock or chance outside their one place, and anything that runs data as code."""

import ast
from collections.abc import Iterator
from typing import Any

Source = Any
Sources = Any
CLOCK = {
    *("datetime.now", "datetime.utcnow", "datetime.today", "date.today"),
    *("time.time", "time.time_ns", "time.localtime", "time.gmtime", "time.strftime"),
}
THE_CLOCK = "store/clock.py"
CHANCE = {"uuid", "random", "secrets"}
MAY_DRAW = {
    THE_CLOCK: "ids",
    "store/backup.py": "the name of a file that is renamed before anybody sees it",
    "store/durable.py": "the name of a file that is renamed before anybody sees it",
    "store/signing.py": "a new signing key is drawn once, when a workspace is made",
    "store/sealed.py": "salts and nonces of sealed values must not be foreseeable",
}
RUNS_DATA = {"eval", "exec", "compile", "__import__", "os.system", "os.popen"}
MAKES_OBJECTS = {"yaml.load", "yaml.load_all", "yaml.unsafe_load", "yaml.full_load", "yaml.UnsafeLoader", "yaml.Loader"}
GENERATORS = {"default_rng", "SeedSequence", "Philox", "PCG64"}
OLD_GENERATORS = {"random.seed", "random.rand", "random.randn", "random.shuffle", "random.choice", "random.normal"}


def may_read_the_clock(source: Source) -> bool:
    return source.room == "cli" or source.path == THE_CLOCK


def ends(name: str, banned: set[str]) -> bool:
    return any(name == each or name.endswith(f".{each}") for each in banned)


def reads_the_clock(source: Source) -> set[str]:
    return {name for name, _ in source.calls if ends(name, CLOCK)}


def test_only_the_clock_and_the_command_line_read_the_time(sources: Sources) -> None:
    assert {
        path for path in sources.where(reads_the_clock) if path != THE_CLOCK and not path.startswith("cli/")
    } == set()


def test_only_the_clock_draws_ids_and_only_secrets_are_drawn_by_chance(sources: Sources) -> None:
    def draws(source: Source) -> set[str]:
        if may_read_the_clock(source) or source.path in MAY_DRAW:
            return set()
        imported = {name for name in source.imported if name.split(".")[0] in CHANCE}
        return imported | {name for name, _ in source.calls if ends(name, {"os.urandom"})}

    assert sources.where(draws) == {}


def test_random_generators_are_given_their_seed(sources: Sources) -> None:
    def unseeded(source: Source) -> Iterator[str]:
        for name, call in source.calls:
            no_seed = ends(name, GENERATORS) and not (call.args or call.keywords)
            if no_seed or ends(name, OLD_GENERATORS):
                yield f"{name} at line {call.lineno}"

    assert sources.where(unseeded) == {}


def test_nothing_runs_data_as_code(sources: Sources) -> None:
    assert sources.where(lambda source: {name for name, _ in source.calls if name in RUNS_DATA}) == {}


def test_yaml_is_never_read_with_a_loader_that_makes_objects(sources: Sources) -> None:
    assert sources.where(lambda source: source.names & MAKES_OBJECTS) == {}


def test_no_process_is_started_through_a_shell(sources: Sources) -> None:
    def shells(source: Source) -> set[str]:
        return {
            f"{name} at line {call.lineno}" for name, call in source.calls for k in call.keywords if k.arg == "shell"
        }

    assert sources.where(shells) == {}


def test_the_clock_is_found_where_it_is_read(sources: Sources) -> None:
    assert reads_the_clock(next(source for source in sources if source.path == THE_CLOCK)) == {"datetime.now"}


def test_a_call_is_found_however_its_module_is_imported(sources: Sources) -> None:
    texts = ("dt.datetime.now()", "datetime.now(UTC)", "time.time()", "a().datetime.now()")
    kind = type(sources[0])
    assert [text for text in texts if not reads_the_clock(kind("x.py", text, ast.parse(text)))] == []
