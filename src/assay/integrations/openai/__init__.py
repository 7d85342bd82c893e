"""OpenAI and every server that speaks its chat or responses API."""
