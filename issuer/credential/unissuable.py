"""The one refusal of the issuer: nothing was signed."""


class Unissuable(Exception):
    """Nothing was signed. `problems` names each reason in a sentence."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems
