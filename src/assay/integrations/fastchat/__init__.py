"""FastChat (MT-bench): pairwise verdicts of a judge in both orders."""
