"""OpenTelemetry: traces of models and agents by its conventions for generative AI."""
