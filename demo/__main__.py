"""``python -m demo``: from data to a decision and a report, in ``out/demo`` (or the folder given)."""

import sys
from pathlib import Path

import pyarrow.parquet as pq

from demo.benchmark import Benchmark
from demo.data import load
from demo.plan import plan_text
from demo.story import StepFailed, fresh, say, steps, tell
from demo.train import BASELINE, CANDIDATE, Trained, train


def main(arguments: list[str]) -> int:
    """Run the demo; 0 when a decision and a report exist."""
    folder = Path(arguments[0] if arguments else "out/demo")
    fresh(folder)
    benchmark, provenance = load()
    say(provenance)
    trained = train(benchmark)
    say("\n".join(introduction(benchmark, trained)))
    answers, plan = folder / f"{benchmark.name}.parquet", folder / "plan.yaml"
    pq.write_table(trained.table, answers)
    plan.write_text(plan_text(benchmark), encoding="utf-8")
    try:
        told = tell(steps(benchmark, answers, plan), folder)
    except StepFailed as stopped:
        say(f"\nThe demo stopped: {stopped}. What was written so far is in {folder}.")
        return 1
    say(f"\nDecision, by the rules of the plan (exit code {told.code}):\n\n{told.summary}")
    say(f"\nOpen the report: {folder / 'report.html'}")
    return 0


def introduction(benchmark: Benchmark, trained: Trained) -> list[str]:
    """What is judged, by whom it was learned, and what the candidate lacks, said plainly."""
    learned = trained.learned_from
    return [
        "",
        f"Question: {benchmark.question}",
        f"Data: {benchmark.source}",
        f"Judged on {trained.table.num_rows:,} items that neither system has seen.",
        f"Baseline '{BASELINE}': logistic regression, learned from {learned[BASELINE]:,} rows.",
        f"Candidate '{CANDIDATE}': gradient boosting, learned from {learned[CANDIDATE]:,} rows.",
        f"We arranged one thing about the candidate, as it happens in real pipelines. {benchmark.gap.story}",
        "Nothing else is arranged: both systems are trained here and now, and every figure below is computed.",
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
