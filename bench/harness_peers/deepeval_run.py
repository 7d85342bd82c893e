"""deepeval: test cases and a metric that asks a custom model once, evaluated side by side.

A run has one model with one client of the openai package: deepeval makes a metric for each test case, and its own
LocalModel a client for each call, and to make a client takes tens of milliseconds of CPU.
"""

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
    from deepeval.models import DeepEvalBaseLLM
    from deepeval.test_case import LLMTestCase
    from openai import AsyncOpenAI

    class OneClient(DeepEvalBaseLLM):  # type: ignore[misc]  # - its package is in the peer's environment
        """A model behind one client."""

        def load_model(self) -> object:
            self.client = AsyncOpenAI(base_url=url, api_key="none", max_retries=5)
            return self.client

        def get_model_name(self) -> str:
            return "m"

        def generate(self, prompt: str) -> str:
            raise NotImplementedError

        async def a_generate(self, prompt: str) -> str:
            found = await self.client.chat.completions.create(model="m", messages=[{"role": "user", "content": prompt}])
            return found.choices[0].message.content or ""

    class Asked(BaseMetric):  # type: ignore[misc]  # - its package is in the peer's environment
        """Whether the model says what is expected."""

        one: OneClient

        def __init__(self) -> None:
            self.threshold, self.model, self.async_mode = 0.5, Asked.one, True
            self.evaluation_model, self.include_reason, self.strict_mode = "m", False, False

        def measure(self, test_case: LLMTestCase, *_: object, **__: object) -> float:
            raise NotImplementedError

        async def a_measure(self, test_case: LLMTestCase, *_: object, **__: object) -> float:
            self.score = float(await self.model.a_generate(test_case.input) == test_case.expected_output)
            self.success = self.score >= self.threshold
            return self.score

        def is_successful(self) -> bool:
            return bool(self.success)

        @property
        def __name__(self) -> str:
            return "Asked"

    def run(items: int) -> int:
        cases = [LLMTestCase(input=question(k), actual_output="", expected_output=answer(k)) for k in range(items)]
        Asked.one = OneClient()
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
