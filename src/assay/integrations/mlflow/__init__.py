"""MLflow: a logged model, where the package ``mlflow`` is installed."""
