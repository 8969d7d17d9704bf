"""A report as one HTML file: nothing to load, readable on a phone, printed as it stands."""

from html import escape

from serai.risk.charts import INK, PAPER, RULE, SOFT
from serai.risk.plans.report import Block, Heading, LaneBand, Picture, Report, Table, Text
from serai.risk.runs.picture import COLOR, mark

STYLE = f"""
:root {{ color-scheme: light }}
body {{ margin: 0 auto; padding: 2rem 1rem 4rem; max-width: 56rem; background: {PAPER}; color: {INK};
  font: 1rem/1.5 system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif }}
h1 {{ font-size: 1.75rem; line-height: 1.25; margin: 0 0 .5rem; text-wrap: balance }}
h2 {{ font-size: 1.2rem; line-height: 1.3; margin: 2.5rem 0 .75rem }}
p {{ margin: .5rem 0; max-width: 44rem }}
.soft {{ color: {SOFT} }}
.warning {{ border-left: 3px solid {INK}; padding-left: .75rem }}
.scroll {{ overflow-x: auto }}
.scroll + .scroll {{ margin-top: 1.5rem }}
table {{ border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; font-size: .9rem }}
th, td {{ text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid {RULE} }}
th {{ color: {SOFT}; font-weight: 500 }}
.n {{ text-align: right; white-space: nowrap }}
.w {{ width: 100% }}
figure {{ margin: 1rem 0 }}
figure svg {{ width: 100%; height: auto; max-width: 45rem }}
.band {{ display: flex; height: 1.1rem; margin: .5rem 0 }}
.key {{ display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; padding: 0; list-style: none }}
.key svg {{ width: 1rem; height: 1rem; vertical-align: -.15em; margin-right: .35rem }}
@media print {{ body {{ max-width: none; padding: 0; background: none }} table, figure {{ break-inside: auto }} }}
@media (max-width: 40rem) {{ h1 {{ font-size: 1.35rem }} .w {{ width: auto }} .n {{ white-space: normal }}
  table:not(.stack) {{ font-size: .78rem }} table:not(.stack) :is(td, th) {{ padding-right: .4rem }}
  .scroll {{ background: linear-gradient(90deg, {PAPER} 2rem, transparent) left / 3rem 100% no-repeat local,
    linear-gradient(270deg, {PAPER} 2rem, transparent) right / 3rem 100% no-repeat local,
    linear-gradient(90deg, {RULE}, transparent) left / .75rem 100% no-repeat scroll,
    linear-gradient(270deg, {RULE}, transparent) right / .75rem 100% no-repeat scroll }}
  figure {{ overflow-x: auto }} figure svg {{ min-width: 34rem }}
  .stack thead {{ display: none }} .stack td {{ border: 0; padding: 0 }} .stack .w {{ flex-basis: 100% }}
  .stack tr {{ display: flex; flex-wrap: wrap; gap: 0 1rem; padding: .5rem 0; border-bottom: 1px solid {RULE} }} }}
"""


def html_of(report: Report) -> str:
    """The whole page."""
    parts = [
        "<!doctype html>",
        f'<html lang="{report.language}"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(report.title)}</title><style>{STYLE}</style></head><body>",
        f'<h1>{escape(report.title)}</h1><p class="soft">{escape(report.below)}</p>',
        *(_block(block) for block in report.blocks),
        "</body></html>",
    ]
    return "\n".join(parts) + "\n"


def _block(block: Block) -> str:
    match block:
        case Heading():
            return f"<h2>{escape(block.text)}</h2>"
        case Text():
            kind = ' class="warning"' if block.warning else ""
            return f"<p{kind}>{escape(block.text)}</p>"
        case Table():
            return _table(block)
        case LaneBand():
            return _band(block)
        case Picture():
            return f'<figure aria-label="{escape(block.alt)}">{block.svg}</figure>'


def _table(table: Table) -> str:
    def row(cells: list[str], tag: str) -> str:
        made = []
        for place, cell in enumerate(cells):
            kind = "n" if place in table.numbers else "w" if place == table.wide else ""
            made.append(f"<{tag}{f' class={kind}' if kind else ''}>{escape(cell)}</{tag}>")
        return f"<tr>{''.join(made)}</tr>"

    body = "\n".join(row(cells, "td") for cells in table.rows)
    head = row(table.head, "th")
    # On a phone a long text goes below the cells it belongs to.
    stack = ' class="stack"' if table.wide == len(table.head) - 1 > 2 else ""
    return f'<div class="scroll"><table{stack}><thead>{head}</thead><tbody>{body}</tbody></table></div>'


def _band(band: LaneBand) -> str:
    pieces = "".join(
        f'<span style="flex:{count} 0 0;background:{COLOR[lane]}"></span>'
        for lane, count, _ in band.lanes
    )
    keys = "".join(
        f'<li><svg viewBox="0 0 16 16" aria-hidden="true">{mark(lane, 8, 8)}</svg>'
        f"{escape(words)}</li>"
        for lane, _, words in band.lanes
    )
    return f'<div class="band" aria-hidden="true">{pieces}</div><ul class="key">{keys}</ul>'
