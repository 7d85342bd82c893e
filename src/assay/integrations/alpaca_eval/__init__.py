"""AlpacaEval: weighted preferences of an annotator between a baseline and a model."""
