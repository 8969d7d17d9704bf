"""A reason as an officer reads it, in either language."""

from math import log

import pytest

from serai.risk.scorers.reasons import Reason


@pytest.mark.parametrize(
    ("reason", "en", "ru"),
    [
        (
            Reason(("net_mass",), ("13,507.2",), log(1.6)),
            "Net mass 13,507.2\u00a0kg: raises the odds 1.6 times.",
            "Вес нетто 13\u00a0507,2\u00a0кг: шансы выше в 1,6 раза.",
        ),
        (
            Reason(("dispatch_differs",), ("yes",), -log(22)),
            "Dispatched from a country other than the origin: lowers the odds 22 times.",
            "Отправлено не из страны происхождения: шансы ниже в 22 раза.",
        ),
        (
            Reason(("origin", "tax_rate"), ("CN", "6.5"), log(241), examined=1200, found=5),
            (
                "5 of 1,200 earlier examinations found something "
                "(country of origin CN, rate of duties and taxes 6.5\u00a0%): raises the odds 241 times."
            ),
            (
                "Прежних проверок: 1\u00a0200, с нарушением: 5 "
                "(страна происхождения CN, ставка платежей 6,5\u00a0%): шансы выше в 241 раз."
            ),
        ),
        (
            Reason(("origin",), ("",), 0.0, examined=0, found=0),
            "No earlier result for country of origin (missing): hardly moves the odds.",
            (
                "Прежних проверок с такими данными нет (страна происхождения (нет данных)): "
                "на шансы почти не влияет."
            ),
        ),
    ],
)
def test_sentences(reason, en, ru):
    assert (reason.sentence("en"), reason.sentence("ru")) == (en, ru)


@pytest.mark.parametrize(
    ("times", "word"),
    [(11, "раз"), (12, "раз"), (14, "раз"), (21, "раз"), (22, "раза"), (25, "раз")],
)
def test_times_in_russian(times, word):
    assert Reason(("origin",), ("CN",), log(times)).sentence("ru").endswith(f"{times} {word}.")
