"""The files of ``make demo-llm`` that a team would keep in git: the plan, the judge, the question and its guideline.

The address of the endpoint stands in one line of the plan: the judge, whose file names none, is called there too.
"""

PLAN, BASELINE, CANDIDATE, JUDGE = "answers", "list", "smollm2", "smollm2-judge"
VERDICTS = f"{CANDIDATE}-verdicts"
"""Name under which the model is held to saying a verdict."""
PEOPLE = (60, 160)
"""Outputs that people judge up to each stage."""
QUESTION = """\
question: right
asks: Is the answer right?
type: choice
options: ["yes", "no"]
show: [question, output]
"""
GUIDELINE = """\
# Is the answer right?

## 1. Right

The answer names what the question asks for, in any words, and says nothing that is false beside it.

- Example: "What is the capital of Chad?" "N'Djamena is its capital."

## 2. Not right

It names something else, several things, or nothing.

- Example: "What is the capital of Chad?" "I do not know."
"""
WORDS = "Is the small language model better than our list of answers?"


def plan_text(url: str, *, scorer: str | None = None) -> str:
    """The plan, with the model at ``url``; with a ``scorer`` instead of judge and people, a plan of another name."""
    stages = ", ".join(str(each) for each in PEOPLE[:-1])
    by_judge = f'judge_file: judge.yaml, at_once: 1, good: "yes", people: {PEOPLE[-1]}, stages: [{stages}]'
    scoring = f'scorer: {scorer}, target: accepted, between: "; "' if scorer else by_judge
    return f"""\
assay: 1
name: {PLAN}{f"-{scorer}" if scorer else ""}
purpose: {WORDS}
tier: low
author: mina
dataset: questions
systems:
  baseline: {{name: {BASELINE}, outputs: {BASELINE}.csv}}
  candidate:
    name: {CANDIDATE}
    call:
      url: "{url}"
      model: {CANDIDATE}
      prompt: "{{{{ question }}}} Answer in one short sentence."
      temperature: 0
      most_tokens: 48
      at_once: 1
scoring: {{{scoring}}}
metrics: [pass_rate]
checks: []
gates:
  - {{name: no worse, kind: non_inferiority, role: core, metric: pass_rate, margin: 0.05}}
"""


def judge_text() -> str:
    """The judge: the same model, asked by the guideline that people read, at the address in the plan."""
    return f"""\
judge: 1
name: {JUDGE}
question: right
model: {VERDICTS}
most_tokens: 64
"""
