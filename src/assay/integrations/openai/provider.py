"""The chat completions API, of OpenAI and of most servers of open models.

Source: https://platform.openai.com/docs/api-reference/chat.
"""

from assay.core.calls import Answer, Asked, Reply, Sent
from assay.harness.chat import Endpoint, said
from assay.harness.replies import failed


class OpenAi:
    """Chat completions."""

    def __init__(self, settings: Endpoint) -> None:
        self.settings = settings

    def sent(self, asked: Asked) -> Sent:
        """The conversation, with the key as a bearer."""
        settings = self.settings
        headers = {"Authorization": f"Bearer {settings.key}"} if settings.key else {}
        return Sent(address=settings.address, body=settings.chat(asked), headers=headers)

    def read(self, reply: Reply) -> Answer:
        """The first choice."""
        return failed(reply) or said(reply.body)
