"""Label Studio: tasks with annotations and predictions as JSON, and its labeling config."""
