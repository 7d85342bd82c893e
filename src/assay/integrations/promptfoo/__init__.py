"""promptfoo: the results of its evaluations, as outputs with scores."""
