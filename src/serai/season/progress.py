"""How far seasons are."""

from serai.risk.runs.progress import Progress


class Weeks(Progress):
    """Weeks that are played, of all."""

    unit = "weeks"

    def reached(self, done: int, _of: int) -> None:
        """So many are played by now."""
        self(done - self.done)
