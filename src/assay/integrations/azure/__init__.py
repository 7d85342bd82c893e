"""Azure OpenAI: the chat API behind deployments."""
