"""What the YAML parser complains of, in words of a person who writes profiles."""

from serai.risk.language.findings import Finding, finding

type Words = tuple[str, str]

TAB: Words = (
    "Lines are indented with blanks, never with tabs.",
    "Отступы делают пробелами, а не табуляцией.",
)
COLON: Words = (
    'A text with a colon in it stands in quotes: "a: b".',
    'Текст с двоеточием пишут в кавычках: "a: b".',
)
INDENT: Words = (
    "Keys of one profile stand exactly below each other.",
    "Ключи одного профиля стоят точно друг под другом.",
)
CLOSE: Words = ("", "")

SAID: dict[str, tuple[Words, Words]] = {
    "mapping values are not allowed": (
        ("a colon stands where none can be", "лишнее двоеточие"),
        COLON,
    ),
    "found character that cannot start any token": (
        ("a text cannot begin with this sign", "с этого знака текст начинаться не может"),
        TAB,
    ),
    "found a tab character": (("there is a tab", "здесь табуляция"), TAB),
    "did not find expected key": (("a key was expected", "ожидается ключ"), INDENT),
    "could not find expected ':'": (
        ("a key is not followed by a colon", "после ключа нет двоеточия"),
        INDENT,
    ),
    "did not find expected '-' indicator": (
        ("a line of the list does not begin with a dash", "строка перечня начинается не с дефиса"),
        INDENT,
    ),
    "block sequence entries are not allowed": (
        ("a list cannot begin here", "перечень здесь начинаться не может"),
        INDENT,
    ),
    "did not find expected ',' or": (
        ("a bracket is not closed", "скобка не закрыта"),
        CLOSE,
    ),
    "did not find expected node content": (
        ("it breaks off, or a value is lacking", "текст обрывается или нет значения"),
        CLOSE,
    ),
    "found unexpected end of stream": (
        ("a quotation mark is not closed", "кавычка не закрыта"),
        CLOSE,
    ),
    "found unexpected document indicator": (
        ("a quotation mark is not closed", "кавычка не закрыта"),
        CLOSE,
    ),
    "did not find expected alphabetic": (
        ("* and & have a meaning of their own", "знаки * и & имеют особый смысл"),
        (
            "A text that begins so stands in quotes.",
            "Текст, который так начинается, пишут в кавычках.",
        ),
    ),
    "did not find expected <document start>": (
        ("what stands here belongs to nothing", "эта строка ни к чему не относится"),
        INDENT,
    ),
    "control characters are not allowed": (
        ("there is an invisible sign", "в тексте невидимый знак"),
        CLOSE,
    ),
    "found unknown escape character": (
        ("this backslash has no meaning", "эта обратная черта ничего не значит"),
        (
            "In 'single quotes' a backslash is a sign like others.",
            "В 'одинарных кавычках' обратная черта – обычный знак.",
        ),
    ),
}
"""By the beginning of what libyaml says."""


def yaml_finding(problem: str, line: int, column: int) -> Finding:
    """A finding at a place; what is not known is said in the parser's own words."""
    plain = problem[:100], problem[:100]
    reason, hint = next(
        (words for begin, words in SAID.items() if problem.startswith(begin)), (plain, CLOSE)
    )
    return finding("yaml", line, column, reason=reason[0], reason_ru=reason[1], hint=hint)
