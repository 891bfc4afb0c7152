"""Reply routes to the sender of a request, as they are stored in the outbox.

`here:CONVERSATION` is a conversation (with a thread's suffix, into that thread); `personal` is the private chat with
the bot. A route never holds an address: the service of a conversation is looked up among the stored ones.
"""

PERSONAL = "personal"
_HERE = "here:"


def here(conversation: str) -> str:
    """The route into a conversation."""
    return f"{_HERE}{conversation}"


def conversation_of(route: str) -> str | None:
    """The conversation that a route leads into; None for any other route."""
    return route.removeprefix(_HERE) if route.startswith(_HERE) else None


def without_thread(conversation: str) -> str:
    """A channel without the thread in it.

    >>> without_thread("19:abc@thread.tacv2;messageid=1700000000000")
    '19:abc@thread.tacv2'
    """
    return conversation.partition(";")[0]
