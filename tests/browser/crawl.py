"""Following every link of the site as each role, and keeping what was found."""

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from django.urls import Resolver404, resolve

from tests.browser.reading import Answer, Paper, Reader

ROLES = ("Coordinator", "Focal point", "Expert", "Member", "Observer", "Site administrator")
NAMES = {"Focal point": "Tigran Avetisyan", "Member": "Davit Bolkvadze"}
"""Through which of several doors the crawl goes."""
NOBODY = "Nobody"
DOORS = {NOBODY: ("/account/login/", "/demo/", "/account/password/reset/")} | dict.fromkeys(
    ROLES, ("/",)
)
PAGES, FILES = 6, 2
"""How many addresses of one name a role visits: they differ in what they are about, not in what they are."""


@dataclass(frozen=True)
class Visit:
    """One address that somebody followed a link to."""

    name: str
    path: str
    found_on: str
    answer: Answer


@dataclass
class Walk:
    """All that one role could reach."""

    role: str
    cookies: dict[str, str] = field(default_factory=dict)
    visits: list[Visit] = field(default_factory=list)
    submissions: set[str] = field(default_factory=set)
    """Names that a form of this role is sent to."""

    @property
    def pages(self) -> Iterator[Visit]:
        return (
            visit for visit in self.visits if visit.answer.is_page and visit.answer.status == 200
        )


def name_of(path: str) -> str:
    """The name of an address, `static` for a file of the site, empty for no address of ours."""
    path = urlsplit(path).path
    if path.startswith("/static/"):
        return "static"
    if path.startswith("/demo/"):  # on the site in the demonstration only, and the suite is none
        return "demo_doors" if path == "/demo/" else "demo_enter"
    try:
        return resolve(path).url_name or ""
    except Resolver404:
        return ""


def enter(reader: Reader, role: str) -> None:
    """Through a door of the demonstration."""
    html = reader.get("/demo/").body.decode()
    room = next(part for part in html.split("<section")[1:] if f"<h2>{role}<" in part)
    doors = Paper(room, address="/demo/").forms
    form = next(door for door in doors if NAMES.get(role, "") in door.words)
    answer = reader.post(urlsplit(form.action).path, form.fields)
    assert answer.status == 200, f"{role} could not come in: {answer.status}"


def walk(address: str, role: str) -> Walk:
    """Everything this role can reach by links and by forms that only ask."""
    reader = Reader(address)
    found = Walk(role)
    if role != NOBODY:
        enter(reader, role)
    waiting = deque((path, "") for path in DOORS[role])
    known, visited, files = set(DOORS[role]), Counter[str](), set[str]()
    while waiting:
        path, origin = waiting.popleft()
        name = name_of(path)
        if visited[name] >= (FILES if name in files else PAGES):
            continue
        visited[name] += 1
        answer = reader.get(path)
        found.visits.append(Visit(name, path, origin, answer))
        if not answer.is_page:
            files.add(name)
            continue
        paper = answer.paper
        found.submissions |= {name_of(form.action) for form in paper.forms if form.method == "post"}
        for target in targets(paper, reader.host):
            if target not in known:
                known.add(target)
                waiting.append((target, answer.path))
    found.cookies = reader.cookies
    reader.close()
    return found


def targets(paper: Paper, host: str) -> Iterator[str]:
    """Where the page's links and questions lead within the site."""
    asked = [
        f"{form.action.partition('?')[0]}?{urlencode(form.fields)}"
        for form in paper.forms
        if form.method == "get"
    ]
    for link in (*paper.links, *asked):
        parts = urlsplit(link)
        if parts.scheme in ("", "http", "https") and parts.netloc in ("", host):
            yield parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
