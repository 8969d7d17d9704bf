"""What a world refuses, with everything that is wrong."""


class WorldError(ValueError):
    """A world is asked for what cannot be; the message lists every problem."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class UnknownDeclarationsError(WorldError):
    """Controls are given to what was never lodged, twice, or by another administration."""


class NotPlayedError(WorldError):
    """An administration that is not played in this world gets nothing."""


class OverCapacityError(WorldError):
    """Controls take more hours than officers have."""


class WorldOverError(WorldError):
    """The ledger has been opened: nothing can be played any more."""
