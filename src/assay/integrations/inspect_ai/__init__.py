"""Inspect (inspect_ai): its logs of evaluations, as outputs with scores."""
