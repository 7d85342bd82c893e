"""From a question to the items that answer it, and from a promise about lots to a plan for them."""

import json

import pytest

from assay.core.plan import Gate, GateKind, GateRole, Plan, SystemSpec
from assay.plans.feasibility import feasibility


def asked(assay, line: str):
    """What a command line says."""
    return assay(*line.split())


def told(assay, line: str) -> dict:
    """What it says as a document, without its outer name."""
    said = asked(assay, f"{line} --json")
    assert said.code == 0, said.err
    (found,) = json.loads(said.out).values()
    return found


ITEMS = {
    "paired": ("--paired --discordance 0.13 --effect 0.03 --power 0.8", 1132),
    "paired, other way": ("--paired --discordance 0.13 --effect -0.03", 1132),
    "exact": ("--discordance 0.13 --effect 0.03 --test exact", 1185),
    "non-inferiority": ("--margin 0.02 --discordance .10", 1546),
    "non-inferiority at .025": ("--margin 0.02 --discordance .10 --alpha 0.025", 1963),
    "unpaired": ("--unpaired --baseline 0.85 --effect 0.03", 4072),
    "unpaired, arcsine": ("--baseline 0.85 --effect 0.03 --test arcsine", 4062),
    "means": ("--means --variance 0.111111111 --within 0.16666666667 --attempts 10 --effect 0.03", 1260),
    "means, one attempt each": ("--variance 0.1111111111 --within 0.16666666667,0.16666666667 --effect 0.03", 3876),
    "clusters": ("--discordance 0.13 --effect 0.03 --cluster-size 5 --icc 0.3", 2491),
    "slices": ("--discordance 0.13 --effect 0.03 --slices de:0.2,fr:0.1", 11_320),
    "shares": ("--discordance 0.13 --effect 0.03 --share 0.2 --share 0.1", 11_320),
}


@pytest.mark.parametrize(("options", "n"), ITEMS.values(), ids=ITEMS)
def test_items_for_an_effect_and_a_power(assay, options: str, n: int) -> None:
    assert told(assay, f"power {options}")["n"] == n


def test_the_answer_begins_with_a_plain_sentence_and_names_every_test(assay) -> None:
    said = asked(assay, "power --paired --discordance 0.13 --effect 0.03 --power 0.8 --cost 0.15")
    first, *rest = said.out.splitlines()
    assert first == "1\u2009132 items answer the question with 80\u2009% power."
    assert "Judging them costs 169.80." in rest
    assert any("exact, counted out" in line and "1\u2009185" in line for line in rest)


def test_power_for_items_and_effect_and_effect_for_items_and_power(assay) -> None:
    power = told(assay, "power --discordance 0.13 --effect 0.03 --n 1132")
    by_test = {each["test"]: round(each["power"], 4) for each in power["others"]}
    assert power["asked"] == "power"
    assert by_test["asymptotic, counted out"] == by_test["mid-p, counted out"] == 0.8031
    assert (by_test["exact, counted out"], by_test["corrected, counted out"]) == (0.7811, 0.7797)
    effect = told(assay, "power --discordance 0.13 --n 1132 --power 0.8")
    assert (effect["asked"], round(effect["effect"], 4)) == ("effect", 0.03)


def test_a_gate_errs_less_on_its_side_and_the_answer_says_what_it_needs(assay) -> None:
    said = asked(assay, "power --discordance 0.1 --margin 0.02")
    assert "at most 0.02 worse when both are equally good" in " ".join(said.out.split())
    assert any("as a gate at level 0.95" in line and "1\u2009963" in line for line in said.out.splitlines())


def test_a_plan_check_and_power_ask_for_the_same_items(assay) -> None:
    """One path: the margin of a gate at level 0.95 with 80 % power."""
    gate = Gate("g", GateKind.NON_INFERIORITY, GateRole.CORE, metric="accuracy", margin=0.02)
    plan = Plan("p", "", "low", "d", SystemSpec("a"), SystemSpec("b"), ("accuracy",), (gate,), level=0.95, power=0.8)
    (found,) = feasibility(plan, {(): 100}, discordance=0.1, items_per_cluster=5, icc=0.3)
    options = "--discordance 0.1 --margin 0.02 --alpha 0.025 --cluster-size 5 --icc 0.3"
    assert told(assay, f"power {options}")["n"] == found.n_needed


def test_slices_that_share_the_error_need_more(assay) -> None:
    power = told(assay, "power --discordance 0.13 --effect 0.03 --slices de:0.2,fr:0.1 --holm")
    assert power["n"] > 11_320
    assert power["side_alpha"] == pytest.approx(0.0125)
    assert [each["name"] for each in power["slices"]] == ["de", "fr"]
    assert min(each["power"] for each in power["slices"]) >= 0.8


def test_a_machine_judge_saves_labels_or_is_refused_with_the_labels_alone(assay) -> None:
    options = "--discordance 0.13 --effect 0.03 --machine-items 20000 --judge-correlation"
    good = told(assay, f"power {options} 0.9")
    assert good["n"] < good["n_alone"] / 4
    assert good["n_alone"] == 1132
    refused = asked(assay, f"power {options} 0.1")
    assert refused.code == 3
    assert "Plan 1,132 labels of people alone" in refused.err


def test_a_simulation_confirms_the_power_and_is_the_same_again(assay) -> None:
    options = "--discordance 0.13 --effect 0.03 --test mid-p --simulate --runs 4000 --seed 2"
    first, again = (told(assay, f"power {options}")["simulation"] for _ in range(2))
    assert first == again
    assert first["low"] - 0.01 <= 0.8 <= first["high"] + 0.01
    assert (first["runs"], first["seed"]) == (4000, 2)


def test_claims_without_failures(assay) -> None:
    by_rate = asked(assay, "power --zero-failure --rate 0.01 --confidence 0.95")
    assert by_rate.out.startswith("299 items, none of which may fail, show a failure rate below 1")
    by_items = told(assay, "power --zero-failure --n 300 --effect 0.001")
    assert by_items["rate"] == pytest.approx(0.0099361, abs=5e-8)
    assert by_items["chance"] == pytest.approx(0.999**300)


def test_everything_wrong_is_said_at_once_with_its_remedy(assay) -> None:
    said = asked(assay, "power --paired --discordance 0.1 --effect 0.2 --icc 2 --slices de:0.7,fr:0.6 --json")
    assert said.code == 3
    codes = {problem["code"] for problem in json.loads(said.out)["problems"]}
    assert codes == {"power.effect", "power.out_of_range", "power.missing", "power.slices"}


@pytest.mark.parametrize("options", ["--slices de", "--within a", "--attempts 1.5", "--share x"])
def test_options_that_cannot_be_read_are_refused(assay, options: str) -> None:
    said = asked(assay, f"power --discordance 0.1 --effect 0.02 {options}")
    assert said.code == 3
    assert options.partition(" ")[0] in said.err


def test_a_plan_for_lots_from_its_risks(assay) -> None:
    said = asked(assay, "acceptance --good 0.01 --bad 0.06 --alpha 0.05 --beta 0.10")
    assert said.out.startswith("Judge 110 items of each lot, drawn at random; accept the lot when at most 3 are")
    assert "good lot" in said.out
    assert "Wald" in said.out


def test_a_given_plan_is_looked_at(assay) -> None:
    plan = told(assay, "acceptance --n 80 --accept 2 --rates 0.01,0.02,0.05")
    assert [round(each["accepted"], 4) for each in plan["curve"]] == [0.9534, 0.7844, 0.2306]
    assert [round(plan[name], 4) for name in ("rate_95", "rate_50", "rate_10")] == [0.0103, 0.0333, 0.0652]
    assert plan["asked"] == "risks"


def test_what_leaves_when_refused_lots_are_judged_whole(assay) -> None:
    plan = told(assay, "acceptance --n 52 --accept 3 --lot 10000 --rates 0.03")
    assert (round(plan["outgoing_limit"], 4), round(plan["worst_at"], 4)) == (0.0372, 0.0559)
    assert (round(plan["curve"][0]["outgoing"], 4), round(plan["curve"][0]["inspected"])) == (0.0277, 753)


def test_a_judge_that_errs_needs_more_items(assay) -> None:
    said = asked(assay, "acceptance --good 0.01 --bad 0.06 --lot 10000 --miss 0.1 --false-alarm 0.02")
    assert said.code == 0, said.err
    assert "rates here are true ones" in " ".join(said.out.split())
    assert said.out.startswith("Judge 209 items of each lot of 10\u2009000")


def test_a_lot_quality_rule_and_what_is_believed_of_an_accepted_lot(assay) -> None:
    plan = told(assay, "acceptance --n 19 --accept 6 --good 0.2 --bad 0.5 --prior 1,1")
    assert (round(plan["alpha"], 4), round(plan["beta"], 4)) == (0.0676, 0.0835)
    assert 0.9 < plan["belief"] < 1


@pytest.mark.parametrize(
    "options", ["--good 0.06 --bad 0.01", "--n 10 --accept 10", "--n 10", "--good .01 --bad .06 --prior x"]
)
def test_plans_for_lots_that_cannot_be_are_refused(assay, options: str) -> None:
    said = asked(assay, f"acceptance {options}")
    assert said.code == 3
    assert said.err
