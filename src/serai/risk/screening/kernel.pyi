from typing import Any

import numpy as np
from numpy.typing import NDArray

class Memory:
    def __buffer__(self, flags: int, /) -> memoryview: ...

def screen(
    path: str,
    arrays: tuple[Any, ...],
    fields: tuple[tuple[Any, ...], ...],
    start: int,
    end: int,
    ends: NDArray[np.int64],
    width: int,
    guess: int,
    /,
) -> Memory: ...
def search(
    bounds: bytes,
    bound_ends: NDArray[np.int64],
    texts: Any,
    text_ends: NDArray[np.int64],
    out: NDArray[np.uint32],
    /,
) -> None: ...
def paths() -> list[str]: ...
