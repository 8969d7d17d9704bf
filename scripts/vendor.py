"""Fetch the few files Serai takes from npm, at fixed versions, into the source tree.

    uv run python scripts/vendor.py

Nobody needs Node to run Serai: what this writes is committed. Run it again after changing a version
or a family below. Tabler's style sheet is cut down to the families listed in `TABLER`; the list does
not depend on our templates, so a page may use any class of a listed family without running this. A
test holds that every class in a template is defined in a style sheet.
"""

import json
import re
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
STATIC = HOUSE / "src/serai/portal/ui/static/vendor"
PURGECSS = "purgecss@8.0.0"

# What is copied: package, version, {file in the package: file here}, folder.
PACKAGES = (
    (
        "htmx.org",
        "4.0.1",
        {"dist/htmx.min.js": "htmx.min.js", "LICENSE": "LICENSE"},
        STATIC / "htmx",
    ),
    ("@tabler/core", "1.6.1", {"dist/css/tabler.min.css": "tabler.min.css"}, STATIC / "tabler"),
    (
        "axe-core",
        "4.14.1",
        {"axe.min.js": "axe.min.js", "LICENSE": "LICENSE"},
        HOUSE / "tests/browser/axe",
    ),
)

# The families of Tabler we use, as the beginnings of class names.
TABLER = (
    # layout
    "container(-fluid|-xl|-tight|-narrow)?$",
    "row(-deck)?$",
    "col(-(sm|md|lg|xl))?(-auto|-\\d+)?$",
    "g[xy]?-\\d$",
    "gap-\\d$",
    "(row|column)-gap-\\d$",
    "order-(first|last)$",
    # components
    "btn(-(primary|sm|lg|link|ghost|list|close))?$",
    "card(-(header|body|footer|title|subtitle|actions|table))?$",
    "list-(group|unstyled|inline)",
    "table(-(sm|responsive|vcenter|hover))?$",
    "breadcrumb",
    "pagination$",
    "page-(item|link)$",
    "nav(-(item|link|tabs))?$",
    "tab-content$",
    "form-(control|select|label|text|hint|check|fieldset|group|selectgroup)",
    "input-group(-text)?$",
    "col-form-label$",
    "is-invalid$",
    "required$",
    "disabled$",
    "active$",
    "show$",
    # helpers
    "[mp][tbsexy]?-(auto|[0-5])$",
    "d-((sm|md|lg|print)-)?(none|block|inline|inline-block|flex|grid)$",
    "flex-((sm|md|lg)-)?(row|column|wrap|nowrap|fill|grow-[01]|shrink-[01])",
    "(justify-content|align-items|align-self)-",
    "text-((md|lg)-)?(start|center|end)$",
    "text-(nowrap|wrap|break|truncate|reset|decoration-none)$",
    "fw-(normal|medium|bold)$",
    "w-(auto|25|50|75|100)$",
    "h-(auto|100)$",
    "mw-100$",
    "small$",
    "lead$",
    "h[1-4]$",
    "align-(top|middle|bottom|baseline)$",
    "visually-hidden",
    "overflow-(auto|hidden)$",
    "vstack$",
    "hstack$",
)
ELEMENTS = (
    "html body main header footer nav section article aside h1 h2 h3 h4 h5 h6 p a strong b em "
    "i small mark del ins s u sub sup code pre kbd samp blockquote abbr address time ul ol li "
    "dl dt dd table thead tbody tfoot tr th td caption colgroup col form fieldset legend "
    "label input textarea select option optgroup button output progress details summary "
    "dialog hr img svg figure figcaption template hidden disabled readonly multiple size type "
    "button submit reset search file number date time datetime-local week month text email "
    "url password checkbox radio required checked open title href role list data-bs-theme "
    "light lang "
)

# Tabler's package carries the licence's name but not its text.
TABLER_LICENCE = """\
MIT License

Copyright (c) 2018-2026 The Tabler Authors
Copyright (c) 2018-2026 codecalm.net, Paweł Kuna

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""


def fetch(package: str, version: str, folder: Path) -> Path:
    """Unpack a package's published archive; returns the folder with its files."""
    folder.mkdir()
    pack = ["npm", "pack", "--silent", f"{package}@{version}"]
    subprocess.run(pack, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    (archive,) = folder.glob("*.tgz")
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    return folder / "package"


def cut_down(css: Path, folder: Path) -> None:
    """Keep the families of `TABLER`, and drop the reference to a source map that is not shipped."""
    folder.mkdir()
    config = {
        "css": [str(css)],
        "content": [{"raw": f"<p>{ELEMENTS}</p>", "extension": "html"}],
        "output": str(folder),
        "variables": True,
        "keyframes": True,
    }
    safelist = ",".join(f"/^{family}/" for family in TABLER)
    # The configuration holds regular expressions, so it is JavaScript and not JSON.
    body = f"module.exports = {{...{json.dumps(config)}, safelist: {{standard: [{safelist}]}}}};\n"
    (folder / "purgecss.config.cjs").write_text(body)
    purge = ["npx", "--yes", PURGECSS, "--config", str(folder / "purgecss.config.cjs")]
    subprocess.run(purge, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    kept = (folder / css.name).read_text()
    css.write_text(re.sub(r"\s*/\*# sourceMappingURL=.*?\*/\s*", "\n", kept))


def main() -> None:
    """Replace the vendored folders."""
    with tempfile.TemporaryDirectory() as temporary:
        for number, (package, version, files, target) in enumerate(PACKAGES):
            source = fetch(package, version, Path(temporary) / str(number))
            shutil.rmtree(target, ignore_errors=True)
            target.mkdir(parents=True)
            for there, here in files.items():
                shutil.copyfile(source / there, target / here)
            (target / "VERSION").write_text(f"{package} {version}\n")
        (STATIC / "tabler/LICENSE").write_text(TABLER_LICENCE)
        cut_down(STATIC / "tabler/tabler.min.css", Path(temporary) / "purged")


if __name__ == "__main__":
    main()
