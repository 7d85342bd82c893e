"""How systems are spoken to: an adapter by its name, and what carries a call to where it goes and brings the reply.

In: an `Endpoint` and `core.calls.Asked`. Out: `core.calls.Answer`. The adapters are folders of `integrations`.
"""
