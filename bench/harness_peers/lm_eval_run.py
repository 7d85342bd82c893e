"""lm-evaluation-harness: a task of its own, generate_until, exact match, its local-chat-completions model.

It builds all requests, asks them, then scores: the part in which it asks is timed apart as well.
"""

import json
import os
import sys
import time
from pathlib import Path

from bench.harness_peers.told import answer, question, tell

TASK = """task: sums
dataset_path: json
dataset_kwargs:
  data_files:
    test: {file}
test_split: test
output_type: generate_until
doc_to_text: "{{{{question}}}}"
doc_to_target: "{{{{answer}}}}"
generation_kwargs:
  until: []
metric_list:
  - metric: exact_match
    aggregation: mean
    higher_is_better: true
metadata:
  version: 1
"""


def main(url: str, n: int, at_once: int, folder: str) -> None:
    """Measure."""
    os.environ |= {"OPENAI_API_KEY": "none", "HF_DATASETS_OFFLINE": "1", "HF_HOME": folder, "LOGLEVEL": "ERROR"}
    import lm_eval
    from lm_eval.models.openai_completions import LocalChatCompletion
    from lm_eval.tasks import TaskManager

    asks, took = LocalChatCompletion.generate_until, [0.0]

    def timed(*given: object, **named: object) -> object:
        begun = time.perf_counter()
        found = asks(*given, **named)
        took.append(time.perf_counter() - begun)
        return found

    LocalChatCompletion.generate_until = timed

    def run(items: int) -> int:
        home = Path(folder) / f"sums_{items}"
        home.mkdir(exist_ok=True)
        rows = [json.dumps({"question": question(k), "answer": answer(k)}) for k in range(items)]
        (home / "sums.jsonl").write_text("\n".join(rows) + "\n", encoding="utf-8")
        (home / "sums.yaml").write_text(TASK.format(file=home / "sums.jsonl"), encoding="utf-8")
        arguments = (
            f"model=m,base_url={url}/chat/completions,num_concurrent={at_once},max_retries=5,tokenized_requests=False"
        )
        found = lm_eval.simple_evaluate(
            model="local-chat-completions",
            model_args=arguments,
            tasks=["sums"],
            task_manager=TaskManager(include_path=str(home)),
            apply_chat_template=True,
            bootstrap_iters=0,
            log_samples=True,
        )
        return sum(bool(each["filtered_resps"][0]) for each in found["samples"]["sums"])

    tell(run, n, at_once, lambda: took[-1])


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
