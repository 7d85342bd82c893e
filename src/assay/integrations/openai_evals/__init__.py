"""OpenAI evals: the log of events that its recorder writes, as outputs with scores."""
