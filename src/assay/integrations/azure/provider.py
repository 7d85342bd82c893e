"""The chat API of a deployment at Azure.

Source: https://learn.microsoft.com/azure/ai-services/openai/reference.
"""

from urllib.parse import quote

from assay.core.calls import Answer, Asked, Reply, Sent
from assay.harness.chat import Endpoint, said
from assay.harness.replies import failed


class Azure:
    """Chat completions of a deployment; the model is the name of the deployment."""

    def __init__(self, settings: Endpoint) -> None:
        self.settings = settings
        version = quote(settings.setting("api_version"), safe="")
        deployment = quote(settings.model, safe="")
        self.address = f"{settings.url.rstrip('/')}/openai/deployments/{deployment}/chat/completions"
        self.address += f"?api-version={version}"

    def sent(self, asked: Asked) -> Sent:
        """The conversation, with the key in the header that Azure has for it."""
        headers = {"api-key": self.settings.key} if self.settings.key else {}
        return Sent(address=self.address, body=self.settings.chat(asked), headers=headers)

    def read(self, reply: Reply) -> Answer:
        """The first choice."""
        return failed(reply) or said(reply.body)
