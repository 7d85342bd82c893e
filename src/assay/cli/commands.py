"""The table of commands: it feeds the help, the shell completion and the reference page."""

from typing import NamedTuple


class Command(NamedTuple):
    """One word after ``assay``."""

    name: str
    """The word."""
    module: str
    """The file that holds it, imported when it is asked for."""
    does: str
    """One sentence."""


COMMANDS: dict[str, tuple[Command, ...]] = {
    "On a bare file": (
        Command("estimate", "estimate", "Metrics of a file of predictions, by slice, with intervals."),
        Command("compare", "compare", "Candidate against baseline on the same items, with a margin."),
        Command("rank", "rank", "Several systems: all pairs with intervals that hold together, and possible ranks."),
        Command("agree", "agree", "Agreement of judges corrected for chance, with intervals."),
        Command("pairwise", "pairwise", "Which of two outputs is better: win rates, consistency, strengths."),
        Command("mixed", "mixed", "A metric from few labels of people and many answers of a machine judge."),
        Command("alt-test", "alt_test", "Whether a machine may stand in for the people who label."),
        Command("risk", "risk", "At most so much is wrong, and how much a machine may label so that it stays so."),
        Command("safety", "safety", "How often a policy holds, by clause and attack, with exact bounds; over-refusal."),
        Command("run", "run", "Ask a system every item of a file; it goes on where it was interrupted."),
        Command("score", "score", "Outputs against their targets: exact, numbers, JSON, overlap of words, and more."),
        Command("trace", "trace", "What agents did step by step: success, calls of tools, recovery, time and cost."),
        Command("judge", "judge", "Ask a machine judge; what it is worth against people: its card, until it ends."),
        Command("consensus", "consensus", "What is true of each item, how likely, and what each judge is worth."),
    ),
    "To plan": (
        Command("power", "power", "How many items a question needs, with what power, or what they can show."),
        Command("acceptance", "acceptance", "How many items of a lot to judge, and how many of them may be bad."),
    ),
    "In a workspace": (
        Command("init", "init", "Make a workspace: ledger, blob store, signing key."),
        Command("import", "import_", "Bring a file in as an immutable dataset version."),
        Command("dataset", "dataset", "List, show, compare and describe dataset versions."),
        Command("sample", "sample", "Draw items to be judged, with their probabilities; list and show samples."),
        Command("question", "question", "Add, list and show what is asked of items."),
        Command("guideline", "guideline", "Add, show, compare and approve the rules of a question."),
        Command("queue", "queue", "Fill a queue of items to judge, list, show, ask stale ones anew."),
        Command("gold", "gold", "Put items with a known answer into a queue unseen, and see who answers them well."),
        Command("qualification", "qualification", "Ask judges to show their accuracy before a queue is open to them."),
        Command("quality", "quality", "Rules that look at how judges work and act on it, tried on history first."),
        Command(
            "suggestion", "suggestion", "Show labelers what a machine answered, and measure how far that pulls them."
        ),
        Command("agent", "agent", "Let annotation agents label items or suggest answers, and compare their versions."),
        Command("pair", "pair", "Outputs of systems side by side before people, blind: win rates, preferences."),
        Command("overlap", "overlap", "Ask items of more judges until their answer is sure enough."),
        Command("work", "work", "Label the items of a queue, at the terminal or from a script."),
        Command("adjudicate", "adjudicate", "Settle what judges disagree on, and publish what a queue found."),
        Command("dispute", "dispute", "Say why an answer is right against gold or a ruling, and settle what is said."),
        Command("pilot", "pilot", "Try the rules on a few items with several people, mend them, try once more."),
        Command("review", "review", "Look at answers of others, drawn or asked for; accept, correct, send back."),
        Command("lot", "lot", "Accept or reject finished work in lots, by inspecting a part of it."),
        Command("feedback", "feedback", "Say what labelers are told of gold; see what one is told of his own work."),
        Command("fraud", "fraud", "Judges who share wrong answers beyond chance, or work as evenly as a script."),
        Command("program", "program", "Keep labeling programs; see how far, how fast, how good, and at what cost."),
        Command("people", "people", "List and invite people who may sign in, lock them, make links for new passwords."),
        Command("token", "token", "Make, list and revoke tokens for programs that call the API."),
        Command("webhook", "webhook", "Tell addresses outside what happens, signed and until they take it."),
        Command("serve", "serve", "Open the workspace in the browser, for labelers, leads and auditors."),
        Command("judgments", "judgments", "Bring judgments of people and machines onto the ledger, and list them."),
        Command("export", "export", "Write judgments as a file that another tool reads."),
        Command("reference", "reference", "List, show, add and audit reference sets of a dataset."),
        Command("plan", "plan", "Write, check, approve, lock and amend a plan."),
        Command("evaluate", "evaluate", "Run a locked plan: call systems, estimate, compare, give verdicts, evidence."),
        Command("system", "system", "List the systems that plans called here, and show what came of their calls."),
        Command("gate", "gate", "Check the gates of the last evidence again, or test them on themselves."),
        Command("decide", "decide", "Record what a named person decided."),
        Command("waive", "waive", "Accept the failure of a gate until a date."),
    ),
    "To read and to prove": (
        Command("report", "report", "Write the report as HTML, Markdown, JSON, CSV or JUnit XML."),
        Command("bundle", "bundle", "Write one file with the evidence and its proofs."),
        Command("verify", "verify", "Say whether a bundle or a workspace is intact, and by whose key."),
        Command("replay", "replay", "Recompute an evidence and name the first difference."),
    ),
    "To keep": (
        Command("backup", "backup", "Copy a workspace into one file while it is in use."),
        Command("restore", "restore", "Make a workspace from a backup, verified."),
        Command("erase", "erase", "Forget a person: name and sealed values go, every proof stays valid."),
        Command("upgrade", "upgrade", "Take a workspace of an older version up, with a backup made first."),
        Command("doctor", "doctor", "Say what is wrong with this installation or workspace."),
        Command("schema", "schema", "Print the JSON Schema of the plan, for editors."),
    ),
}
BY_NAME: dict[str, Command] = {command.name: command for group in COMMANDS.values() for command in group}
