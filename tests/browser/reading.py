"""Reading a page without a browser: its links, its forms and its words."""

import http.client
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urljoin, urlsplit

EMPTY = frozenset(
    {
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
    }
)
UNSEEN = frozenset({"script", "style", "template"})
SPOKEN = ("aria-label", "title", "placeholder", "alt")


@dataclass
class Form:
    """A form as it would be sent untouched."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    words: str = ""


class Paper(HTMLParser):
    """What is on a page."""

    def __init__(self, html: str, *, address: str = "/") -> None:
        super().__init__(convert_charrefs=True)
        self.address = address
        self.links: list[str] = []
        self.forms: list[Form] = []
        self.texts: list[tuple[str, str]] = []
        """Each piece of text with the language it is said to be in."""
        self._open: list[tuple[str, str]] = [("", "")]
        self._form: Form | None = None
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        language = has.get("lang", self._open[-1][1])
        if tag not in EMPTY:
            self._open.append((tag, language))
        self.texts += [
            (has[name].strip(), language) for name in SPOKEN if has.get(name, "").strip()
        ]
        if tag == "a" and "href" in has:
            self.links.append(urljoin(self.address, has["href"]))
        elif tag == "form":
            action = urljoin(self.address, has.get("action") or self.address)
            self._form = Form(action, has.get("method", "get").lower())
            self.forms.append(self._form)
        elif tag == "input" and self._form is not None and has.get("name"):
            self._form.fields[has["name"]] = has.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        for depth in range(len(self._open) - 1, 0, -1):
            if self._open[depth][0] == tag:
                del self._open[depth:]
                break

    def handle_data(self, data: str) -> None:
        text = " ".join(data.split())
        if not text or any(tag in UNSEEN for tag, _ in self._open):
            return
        self.texts.append((text, self._open[-1][1]))
        if self._form is not None:
            self._form.words += f" {text}"


@dataclass(frozen=True)
class Answer:
    status: int
    kind: str
    body: bytes
    path: str
    """Where it came from in the end, with its query."""

    @property
    def is_page(self) -> bool:
        return self.kind == "text/html"

    @cached_property
    def paper(self) -> Paper:
        return Paper(self.body.decode(), address=self.path)


class Reader:
    """Somebody who fetches pages one after another over one connection, keeping cookies."""

    def __init__(self, address: str) -> None:
        self.host = urlsplit(address).netloc
        self.cookies: dict[str, str] = {}
        self._connection = http.client.HTTPConnection(self.host, timeout=60)

    def get(self, path: str) -> Answer:
        return self._follow("GET", path, None)

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        return self._follow("POST", path, urlencode(fields))

    def close(self) -> None:
        self._connection.close()

    def _follow(self, method: str, path: str, body: str | None) -> Answer:
        for _ in range(6):
            answer, target = self._ask(method, path, body)
            if target is None:
                return answer
            method, path, body = "GET", target, None
        raise AssertionError(f"{path} redirects without end")

    def _ask(self, method: str, path: str, body: str | None) -> tuple[Answer, str | None]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Origin": f"http://{self.host}",
            }
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        content = response.read()
        for line in response.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        answer = Answer(response.status, response.headers.get_content_type(), content, path)
        location = response.headers.get("Location")
        return answer, urljoin(
            path, location
        ) if location and 300 <= response.status < 400 else None
