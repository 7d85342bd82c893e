"""deepeval: test cases and a metric that asks its local model once, evaluated side by side."""

import os
import sys

from bench.harness_peers.told import answer, question, tell


def main(url: str, n: int, at_once: int, folder: str) -> None:
    """Measure."""
    os.environ |= {"DEEPEVAL_TELEMETRY_OPT_OUT": "YES", "DEEPEVAL_RESULTS_FOLDER": folder}
    os.chdir(folder)
    from deepeval import evaluate
    from deepeval.evaluate import AsyncConfig, CacheConfig, DisplayConfig, ErrorConfig
    from deepeval.metrics import BaseMetric
    from deepeval.models import LocalModel
    from deepeval.test_case import LLMTestCase

    class Asked(BaseMetric):  # type: ignore[misc]  # - its package is in the peer's environment
        """Whether the model says what is expected."""

        def __init__(self) -> None:
            self.threshold, self.model, self.async_mode = 0.5, LocalModel(model="m", base_url=url, api_key="none"), True
            self.evaluation_model, self.include_reason, self.strict_mode = "m", False, False

        def measure(self, test_case: LLMTestCase, *_: object, **__: object) -> float:
            raise NotImplementedError

        async def a_measure(self, test_case: LLMTestCase, *_: object, **__: object) -> float:
            said = await self.model.a_generate(test_case.input)
            self.score = float((said[0] if isinstance(said, tuple) else said) == test_case.expected_output)
            self.success = self.score >= self.threshold
            return self.score

        def is_successful(self) -> bool:
            return bool(self.success)

        @property
        def __name__(self) -> str:
            return "Asked"

    def run(items: int) -> int:
        cases = [LLMTestCase(input=question(k), actual_output="", expected_output=answer(k)) for k in range(items)]
        found = evaluate(
            cases,
            [Asked()],
            async_config=AsyncConfig(run_async=True, max_concurrent=at_once, throttle_value=0),
            display_config=DisplayConfig(show_indicator=False, print_results=False),
            cache_config=CacheConfig(write_cache=False),
            error_config=ErrorConfig(ignore_errors=True),
        )
        done = [each for case in found.test_results for each in case.metrics_data or ()]
        return sum(each.score is not None for each in done)

    tell(run, n, at_once)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
