"""OpenInference: traces of models and agents as Phoenix and its instrumentations write them."""
