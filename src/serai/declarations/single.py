"""Values of one declaration, derived columns included, without a frame."""

from collections.abc import Callable, Mapping

from serai.declarations.columns import HEADINGS, RATIOS, SCHEMA, Value

type Declaration = Mapping[str, Value | None]
"""Values by column; what is not there is missing, and so is NaN."""
type Read = Callable[[Declaration], Value | None]


def reader(name: str) -> Read:
    """What reads a column: as the declaration has it, else made of its parts as `DERIVED` makes it.

    The reader raises TypeError where a part is of another kind than the schema's.
    """
    if name in RATIOS:
        return _ratio(name, *RATIOS[name])
    if name in HEADINGS:
        return _beginning(name, HEADINGS[name])
    if name == "dispatch_differs":
        return _differs
    return lambda declaration: declaration.get(name)


def completed(declaration: Declaration) -> dict[str, Value | None]:
    """The declaration with all derived columns."""
    derived = {name: column for name, column in SCHEMA.items() if column.is_derived}
    return {**declaration, **{name: reader(name)(declaration) for name in derived}}


def _ratio(name: str, above: str, below: str) -> Read:
    def read(declaration: Declaration) -> Value | None:
        if name in declaration:
            return declaration[name]
        divisor = declaration.get(below)
        dividend = declaration.get(above)
        if divisor is None or dividend is None or not divisor > 0:  # type: ignore[operator]
            return None
        return dividend / divisor  # type: ignore[operator]

    return read


def _beginning(name: str, length: int) -> Read:
    def read(declaration: Declaration) -> Value | None:
        if name in declaration:
            return declaration[name]
        code = declaration.get("hs")
        if code is None:
            return None
        if not isinstance(code, str):
            raise TypeError("the commodity code is a string")
        return code[:length] if len(code.encode()) >= length else None

    return read


def _differs(declaration: Declaration) -> Value | None:
    if "dispatch_differs" in declaration:
        return declaration["dispatch_differs"]
    dispatch, origin = declaration.get("dispatch"), declaration.get("origin")
    return None if dispatch is None or origin is None else dispatch != origin
