"""inspect_ai: a task of samples, the generate solver, the match scorer, its openai-api provider."""

import os
import sys

from bench.harness_peers.told import answer, question, tell


def main(url: str, n: int, at_once: int, folder: str) -> None:
    """Measure."""
    os.environ |= {"MOCK_BASE_URL": url, "MOCK_API_KEY": "none"}
    from inspect_ai import Task, eval
    from inspect_ai.dataset import Sample
    from inspect_ai.scorer import match
    from inspect_ai.solver import generate

    def run(items: int) -> int:
        samples = [Sample(input=question(k), target=answer(k)) for k in range(items)]
        task = Task(dataset=samples, solver=generate(), scorer=match())
        bounds = {"max_connections": at_once, "max_samples": at_once, "max_retries": 5, "timeout": 60}
        (log,) = eval(
            task,
            model="openai-api/mock/m",
            log_dir=folder,
            display="none",
            log_level="error",
            fail_on_error=False,
            **bounds,
        )
        return sum(bool(each.scores) for each in log.samples or ())

    tell(run, n, at_once)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
