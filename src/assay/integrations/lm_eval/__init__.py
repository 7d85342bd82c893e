"""lm-evaluation-harness: its logged samples, as outputs with scores."""
