"""What a rule asks and how a member stands, as sentences in the reader's language."""

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from django.utils.formats import number_format
from django.utils.text import get_text_list
from django.utils.translation import get_language, ngettext, ngettext_lazy, pgettext
from django.utils.translation import gettext as _

from serai.portal.programme.engine.requirements.record import NONE, Cell, Rule, State


def plain(number: Decimal | None) -> str:
    """A figure without needless zeros: 12, 7.5."""
    return _plain(NONE if number is None else Decimal(number), get_language())


@lru_cache(maxsize=1024)
def _plain(number: Decimal, _language: str | None) -> str:
    return number_format(
        number.to_integral() if number == number.to_integral() else number.normalize(),
        use_l10n=True,
    )


def listed(codes: Sequence[str]) -> str:
    """“WG1, WG2 and WG3”."""
    return str(get_text_list(list(codes), _("and")))


ASKED = {
    "hours": ngettext_lazy(
        "At least %(n)s confirmed hour", "At least %(n)s confirmed hours", "count"
    ),
    "entries": ngettext_lazy(
        "At least %(n)s confirmed entry", "At least %(n)s confirmed entries", "count"
    ),
    "taught": ngettext_lazy(
        "At least %(n)s micro-teaching session given",
        "At least %(n)s micro-teaching sessions given",
        "count",
    ),
    "items": ngettext_lazy(
        "At least %(n)s work item done, none late",
        "At least %(n)s work items done, none late",
        "count",
    ),
}


def asked(rule: Rule) -> str:
    """What a rule asks: “At least 80 % of sessions attended”."""
    wanted = Decimal(1) if rule.threshold is None else rule.threshold
    if rule.kind == "attendance":
        return _("At least %(n)s %% of sessions attended") % {"n": plain(wanted)}
    if rule.kind == "sign_off":
        return _("Signed off by an expert")
    if rule.kind == "items" and not rule.threshold:
        return _("No work item late")
    return str(ASKED[rule.kind] % {"count": whole(wanted), "n": plain(wanted)})


def whole(number: Decimal) -> int:
    """The number that chooses a plural form; a fraction takes the form of many."""
    return int(number) if number == number.to_integral() else 5


def standing(cell: Cell) -> str:
    """How the member stands, as one or more sentences: “Attended 18 of 24 sessions (75 %). 80 % is asked.”"""
    if cell.by_hand:
        return (
            pgettext("requirement", "Waived.") if cell.state == State.WAIVED else _("Signed off.")
        )
    return " ".join(sentences(cell))


def figure(cell: Cell) -> str:
    """How far the member is, as short as a table wants it: “91 %”, “12 / 20”; empty where no number says it."""
    if not cell.has_figure:
        return ""
    if cell.rule.kind == "attendance":
        return _("%(share)s %%") % {"share": cell.share}
    if not cell.wanted:
        return ""
    return f"{plain(cell.reached)} / {plain(cell.wanted)}"


def sentences(cell: Cell) -> list[str]:
    """What the figures say, a sentence each."""
    match cell.rule.kind:
        case "attendance":
            return attendance(cell)
        case "hours":
            return [
                _("%(n)s of %(wanted)s hours confirmed.")
                % {"n": plain(cell.reached), "wanted": plain(cell.wanted)},
                *(
                    [_("%(n)s hours wait for confirmation.") % {"n": plain(cell.waiting)}]
                    if cell.waiting
                    else []
                ),
            ]
        case "entries":
            return [
                _("%(n)s of %(wanted)s entries confirmed.")
                % {"n": plain(cell.reached), "wanted": plain(cell.wanted)},
                *([waiting_entries(int(cell.waiting))] if cell.waiting else []),
            ]
        case "taught":
            return [
                _("%(n)s of %(wanted)s micro-teaching sessions given.")
                % {"n": plain(cell.reached), "wanted": plain(cell.wanted)}
            ]
        case "items":
            return items(cell)
        case _:
            return [_("Not signed off yet.")]


def waiting_entries(n: int) -> str:
    """How many entries wait for confirmation."""
    return ngettext(
        "%(n)s entry waits for confirmation.", "%(n)s entries wait for confirmation.", n
    ) % {"n": n}


def attendance(cell: Cell) -> list[str]:
    """How much was attended, what is asked when it is not enough, what is unknown or to come."""
    said = []
    if cell.of:
        facts = {"n": plain(cell.reached), "of": cell.of, "share": cell.share}
        said.append(
            ngettext(
                "Attended %(n)s of %(of)s session (%(share)s %%).",
                "Attended %(n)s of %(of)s sessions (%(share)s %%).",
                cell.of,
            )
            % facts
        )
        if cell.reached * 100 < cell.wanted * cell.of:
            said.append(_("%(wanted)s %% is asked.") % {"wanted": plain(cell.wanted)})
    if cell.unrecorded:
        said.append(
            _("Attendance was not recorded at %(groups)s.") % {"groups": listed(cell.unrecorded)}
        )
    if cell.to_come:
        said.append(_("Still to come: %(groups)s.") % {"groups": listed(cell.to_come)})
    return said or [_("No working group before this step is counted.")]


def items(cell: Cell) -> list[str]:
    """How many items are done, and how many are late."""
    said = []
    if cell.wanted:
        said.append(
            _("%(n)s of %(wanted)s work items done.")
            % {"n": plain(cell.reached), "wanted": plain(cell.wanted)}
        )
    if cell.late:
        said.append(
            ngettext("%(n)s work item is late.", "%(n)s work items are late.", cell.late)
            % {"n": cell.late}
        )
    return said or [_("No work item is late.")]
