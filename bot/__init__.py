"""The rules and use cases of Laurel: plain synchronous functions over values and small ports."""
