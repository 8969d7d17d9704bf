"""The words of a sentence in Russian, declined."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, assert_never

from serai.declarations.columns import Column, Kind
from serai.risk.language.sentence import english
from serai.risk.language.sentence.names import (
    Goods,
    Names,
    Phrase,
    Rank,
    country,
    explained,
    goods_of,
    listing,
    named,
    transport_mode,
)
from serai.risk.language.tree import (
    Between,
    Compare,
    Contains,
    Flagged,
    Leaf,
    Listed,
    Missing,
    OneOf,
    Operand,
    Operator,
    Peer,
    StartsWith,
    Today,
)


class Title(NamedTuple):
    """What a column is called: its name, its gender (m, f, n, p for the plural), «того же …»."""

    name: str
    gender: str
    same: str = ""


TITLES = {
    "declaration": Title("номер декларации", "m", "того же номера декларации"),
    "date": Title("дата принятия", "f"),
    "office": Title("таможенный орган", "m", "того же таможенного органа"),
    "type": Title("тип декларации", "m", "того же типа декларации"),
    "procedure": Title("таможенная процедура", "f", "той же таможенной процедуры"),
    "consignor": Title("отправитель", "m", "того же отправителя"),
    "consignee": Title("получатель", "m", "того же получателя"),
    "declarant": Title("декларант", "m", "того же декларанта"),
    "carrier": Title("перевозчик", "m", "того же перевозчика"),
    "hs": Title("код товара", "m", "того же кода товара"),
    "description": Title("описание товара", "n"),
    "origin": Title("страна происхождения", "f", "той же страны происхождения"),
    "dispatch": Title("страна отправления", "f", "той же страны отправления"),
    "destination": Title("страна назначения", "f", "той же страны назначения"),
    "transport": Title("вид транспорта", "m", "того же вида транспорта"),
    "container": Title("перевозка в контейнере", "f"),
    "terms": Title("условия поставки", "p", "тех же условий поставки"),
    "preference": Title("преференция", "f", "той же преференции"),
    "packages": Title("число мест", "n"),
    "gross_mass": Title("вес брутто", "m"),
    "net_mass": Title("вес нетто", "m"),
    "units": Title("количество в дополнительных единицах", "n"),
    "currency": Title("валюта счёта", "f", "той же валюты счёта"),
    "price": Title("цена товара", "f"),
    "value": Title("статистическая стоимость", "f"),
    "tax_rate": Title("ставка платежей", "f"),
    "tax": Title("сумма таможенных платежей", "f"),
    "payment": Title("способ уплаты", "m", "того же способа уплаты"),
    "hs2": Title("группа ТН ВЭД", "f", "той же группы"),
    "hs4": Title("товарная позиция", "f", "той же товарной позиции"),
    "hs6": Title("субпозиция", "f", "той же субпозиции"),
    "unit_price": Title("цена за кг", "f"),
    "value_per_unit": Title("стоимость за дополнительную единицу", "f"),
    "tax_ratio": Title("доля платежей в стоимости", "f"),
    "net_gross_ratio": Title("отношение нетто к брутто", "n"),
    "dispatch_differs": Title("страна происхождения или отправления", "f"),
}
"""A test holds them to the schema; a column of another schema is spoken of in the neuter."""

GOODS = "товары"
AND = " и "
OTHERWISE = "; или "
STATED = {"m": "указан", "f": "указана", "n": "указано", "p": "указаны"}
EQUAL = {"m": "равен", "f": "равна", "n": "равно", "p": "равны"}
USUAL = {"m": "обычного", "f": "обычной", "n": "обычного", "p": "обычных"}
NUMBERS = {
    Operator.BELOW: "менее ",
    Operator.AT_MOST: "не более ",
    Operator.ABOVE: "более ",
    Operator.AT_LEAST: "не менее ",
}
PRICES = {
    Operator.EQUAL: "по ",
    Operator.UNEQUAL: "не по ",
    Operator.BELOW: "дешевле ",
    Operator.AT_MOST: "не дороже ",
    Operator.ABOVE: "дороже ",
    Operator.AT_LEAST: "не дешевле ",
}
DATES = {
    Operator.EQUAL: "{}",
    Operator.UNEQUAL: "не {}",
    Operator.BELOW: "до {}",
    Operator.AT_MOST: "не позднее {}",
    Operator.ABOVE: "позднее {}",
    Operator.AT_LEAST: "не ранее {}",
}
AGO = {
    Operator.BELOW: "более {} назад",
    Operator.AT_MOST: "не менее {} назад",
    Operator.ABOVE: "менее {} назад",
    Operator.AT_LEAST: "не более {} назад",
}
TRANSPORT = {
    "1": "морским",
    "2": "железнодорожным",
    "3": "автомобильным",
    "4": "воздушным",
    "6": "смешанным",
    "7": "трубопроводным",
    "8": "внутренним водным",
}
FLAGS = {
    "container": ("в контейнере", "не в контейнере", Rank.ATTACHED),
    "dispatch_differs": (
        "с отправкой не из страны происхождения",
        "с отправкой из страны происхождения",
        Rank.DISPATCH,
    ),
}
FUTURE = {
    Operator.BELOW: "раньше чем через {}",
    Operator.AT_MOST: "не позднее чем через {}",
    Operator.ABOVE: "позднее чем через {}",
    Operator.AT_LEAST: "не ранее чем через {}",
}
NOW = {
    Operator.BELOW: "до сегодняшнего дня",
    Operator.AT_MOST: "сегодня или раньше",
    Operator.ABOVE: "после сегодняшнего дня",
    Operator.AT_LEAST: "сегодня или позднее",
}
LEVELS = {
    "chapter": ("группы", "групп"),
    "heading": ("позиции", "позиций"),
    "subheading": ("субпозиции", "субпозиций"),
    "code": ("кода", "кодов"),
}


def either(texts: Sequence[str]) -> str:
    """Alternatives."""
    return ", ".join(f"либо {text}" for text in texts)


def subject(goods: Goods) -> str:
    """The goods at the beginning of a sentence."""
    if goods.exactly:
        return named(goods, "и")
    return f"{GOODS} {_with(goods, 'и')}"


def _with(goods: Goods, word: str) -> str:
    if goods.level == "beginning":
        return f"с кодом на {_or(goods.codes)}{explained(goods)}"
    if goods.level == "code":
        many = "с кодами" if len(goods.codes) > 1 else "с кодом"
        return f"{many} {listing(goods.codes, word, none='–')}{explained(goods)}"
    return _level(goods, word)


def _level(goods: Goods, word: str) -> str:
    """In the genitive: «групп 61 и 62 (…)»."""
    if goods.level == "beginning":
        return f"кодов на {listing(goods.codes, word, none='–')}{explained(goods)}"
    level = LEVELS[goods.level][len(goods.codes) > 1]
    return f"{level} {listing(goods.codes, word, none='–')}{explained(goods)}"


def title_of(column: Column) -> Title:
    """What a column is called in a sentence."""
    return TITLES.get(column.name, Title(column.title_ru, "n"))


def phrase(leaf: Leaf, negated: bool, schema: Mapping[str, Column], names: Names) -> Phrase:  # noqa: PLR0912 - one case a kind of leaf
    """One leaf, or its opposite."""
    column = schema[leaf.column]
    title = title_of(column).name
    no = "не " if negated else ""
    if goods := goods_of(leaf, column, names, "ru"):
        if negated or (isinstance(leaf, Compare) and leaf.operator is Operator.UNEQUAL):
            return Phrase(f"кроме {_level(goods, 'и')}")
        within = goods.level in {"chapter", "heading", "subheading"}
        return Phrase(f"{'из ' if within else ''}{_with(goods, 'или')}")
    match leaf:
        case Compare(_, operator, Peer() as peer):
            return _peer(operator, peer, column, schema)
        case Compare(_, operator, str() as value):
            return _codes(column, [value], negated=operator is Operator.UNEQUAL)
        case Compare(_, operator, dt.date() | Today() as day):
            return _date(column, _day(operator, day))
        case Compare(_, operator, value) if column.name == "unit_price":
            return Phrase(f"{PRICES[operator]}{_value(value, column)} за кг", Rank.ATTACHED)
        case Compare(_, operator, value):
            sign = "– " if operator is Operator.EQUAL else _sign(operator, column)
            return Phrase(f"{title} {sign}{_value(value, column)}")
        case Between(_, low, high) if column.kind is Kind.DATE:
            return _date(column, f"{no}{_window(low, high)}")
        case Between(_, low, high):
            span = f"от {number(low)} до {_value(high, column)}"  # type: ignore[arg-type]  # numbers
            if negated:
                return Phrase(f"{title} вне пределов {span}")
            if column.name == "unit_price":
                return Phrase(f"{span} за кг", Rank.ATTACHED)
            return Phrase(f"{title} {span}")
        case OneOf(_, values) if column.kind in {Kind.CODE, Kind.TEXT}:
            return _codes(column, list(map(str, values)), negated=negated)
        case OneOf(_, values):
            said = _one_of([_value(one, column) for one in values], negated)
            return _date(column, said) if column.kind is Kind.DATE else Phrase(f"{title} – {said}")
        case Listed(_, name):
            return Phrase(f"{title} {no}в списке {name}")
        case StartsWith(_, beginnings):
            return Phrase(f"{title} {no}начинается с {_or(_quoted(beginnings))}")
        case Contains(_, words):
            return Phrase(f"{title} {no}содержит {_or(_quoted(words))}")
        case Missing():
            stated = STATED[title_of(column).gender]
            return Phrase(f"{title} {'' if negated else 'не '}{stated}")
        case Flagged():
            own = column.title_ru, f"не {column.title_ru}", Rank.ATTACHED
            *forms, rank = FLAGS.get(column.name, own)
            return Phrase(str(forms[negated]), rank)
    assert_never(leaf)


def _sign(operator: Operator, column: Column) -> str:
    equal = EQUAL[title_of(column).gender]
    return {Operator.EQUAL: f"{equal} ", Operator.UNEQUAL: f"не {equal} ", **NUMBERS}[operator]


def _peer(operator: Operator, peer: Peer, column: Column, schema: Mapping[str, Column]) -> Phrase:
    same = listing(
        (title_of(schema[key]).same or schema[key].title_ru for key in peer.by), "и", none=""
    )
    share = f"{number(peer.factor * 100)} %"
    if peer.column == column.name == "unit_price":
        usual = f"{PRICES[operator]}{share} обычной цены за кг для {same}"
        return Phrase(usual, Rank.ATTACHED)
    usual = USUAL[title_of(column).gender]
    if peer.column != column.name:
        usual = f"обычного значения ({title_of(schema[peer.column]).name})"
    title = title_of(column).name
    return Phrase(f"{title} {_sign(operator, column)}{share} от {usual} для {same}")


def _date(column: Column, said: str) -> Phrase:
    if column.name == "date":
        return Phrase(f"декларация принята {said}")
    return Phrase(f"{title_of(column).name} – {said}")


def _codes(column: Column, values: Sequence[str], *, negated: bool) -> Phrase:
    title = title_of(column).name
    if column.kind is Kind.TEXT:
        return Phrase(f"{title} – {_one_of(_quoted(values), negated)}")
    if column.name == "origin":
        return Phrase(_from(values, negated), Rank.ORIGIN)
    if column.name == "dispatch":
        return Phrase(f"с отправкой {_from(values, negated)}", Rank.DISPATCH)
    if column.codes == "country":
        return Phrase(f"{title} – {_one_of([country(one).ru for one in values], negated)}")
    modes = [transport_mode(value) for value in values]
    if column.codes == "transport" and modes and all(one in {*TRANSPORT, "5"} for one in modes):
        return Phrase(("не " if negated else "") + _carried(modes), Rank.ATTACHED)
    return Phrase(f"{title} {_one_of(values, negated)}")


def _from(codes: Sequence[str], negated: bool) -> str:
    """«из Китая, Гонконга или Вьетнама»; «с» and «из» are repeated where they change."""
    no = "не " if negated else ""
    split = [country(code).ru_from.split(" ", maxsplit=1) for code in codes]
    if len({before for before, _ in split}) == 1:
        return f"{no}{split[0][0]} {_or(name for _, name in split)}"
    words = (f"{no}{before} {name}" for before, name in split)
    return listing(words, "и" if negated else "или", none="ниоткуда")


def _carried(modes: Sequence[str]) -> str:
    adjectives = [TRANSPORT[one] for one in dict.fromkeys(modes) if one in TRANSPORT]
    said = [f"{_or(adjectives)} транспортом"] if adjectives else []
    return _or([*said, "почтой"] if "5" in modes else said)


def _one_of(values: Sequence[str], negated: bool) -> str:
    """«USD или EUR»; «не USD и не EUR»."""
    if negated:
        return listing((f"не {value}" for value in values), "и", none="любое значение")
    return _or(values)


def _day(operator: Operator, day: dt.date | Today) -> str:
    if isinstance(day, Today) and day.plus_days < 0 and operator in AGO:
        return AGO[operator].format(of_days(-day.plus_days))
    if isinstance(day, Today) and operator in NOW:
        return FUTURE[operator].format(days(day.plus_days)) if day.plus_days else NOW[operator]
    return DATES[operator].format(_moment(day))


def _window(low: Operand, high: Operand) -> str:
    match low, high:
        case Today(count), Today(0) if count < 0:
            last = "последний" if -count % 10 == 1 and -count % 100 != 11 else "последние"
            return f"за {last} {days(-count)}"
        case dt.date(), dt.date():
            return f"в период с {_moment(low)} по {_moment(high)}"
        case dt.date(), Today(0):
            return f"в период с {_moment(low)} по сегодняшний день"
    return f"между {_moment(low)} и {_moment(high)}"


def number(value: float) -> str:
    """`1 234,50`."""
    return english.number(value).replace(",", "\u00a0").replace(".", ",")


def days(count: int) -> str:
    """`1 день`, `2 дня`, `5 дней`."""
    if count % 10 == 1 and count % 100 != 11:
        return f"{count} день"
    if count % 10 in {2, 3, 4} and count % 100 not in {12, 13, 14}:
        return f"{count} дня"
    return f"{count} дней"


def of_days(count: int) -> str:
    """In the genitive: `1 дня`, `2 дней`."""
    return f"{count} {'дня' if count % 10 == 1 and count % 100 != 11 else 'дней'}"


def _moment(day: Operand) -> str:
    match day:
        case Today(0):
            return "сегодня"
        case Today(count):
            return f"{days(-count)} назад" if count < 0 else f"через {days(count)}"
        case dt.date():
            return f"{day:%d.%m.%Y}"
    return str(day)


def _value(value: Operand, column: Column) -> str:
    match value:
        case Today() | dt.date():
            return _moment(value)
        case float() | int():
            unit = {"kg": " кг", "%": " %"}.get(column.unit, "")
            return number(value) + unit
    return str(value)


def _quoted(texts: Sequence[str]) -> list[str]:
    return [f"«{text}»" for text in texts]


def _or(items: Iterable[str]) -> str:
    return listing(items, "или", none="ничего")
