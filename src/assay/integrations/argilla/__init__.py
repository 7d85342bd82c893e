"""Argilla: records with responses and suggestions as JSON, and its settings."""
