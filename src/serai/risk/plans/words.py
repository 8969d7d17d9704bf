"""What a report says, in both languages. `{}` stands for figures."""

from typing import Literal

type Language = Literal["en", "ru"]

WORDS: dict[str, dict[Language, str]] = {
    "title": {
        "en": "{examined} of {all} declarations are examined: goods {goods}, documents {documents}",
        "ru": "Контролю подлежат {examined} из {all} деклараций: досмотр\u00a0— {goods}, "
        "документальный контроль\u00a0— {documents}",
    },
    "nothing": {
        "en": "No declaration is examined: there are no hours",
        "ru": "Контроль не назначен: нет рабочих часов",
    },
    "unused": {
        "en": "No declaration is examined: nothing asks for the hours",
        "ru": "Контроль не назначен: для имеющихся часов нет оснований",
    },
    "no_day": {"en": "There are no declarations", "ru": "Деклараций нет"},
    "below": {
        "en": "Control plan for {day}. Set of profiles {version}, strategy “{strategy}”, seed {seed}.",
        "ru": "План контроля на {day}. Набор профилей {version}, стратегия «{strategy}», "
        "начальное значение генератора: {seed}.",
    },
    "expected": {
        "en": "If scores hold, about {found} of them are non-compliant; as many drawn by chance would hold {chance}.",
        "ru": "Если баллы верны, нарушений ожидается около {found}; при случайном отборе — около {chance}.",
    },
    "no_history": {
        "en": "There is no history of results: nothing has a score, and the plan goes by profiles and chance.",
        "ru": "Истории результатов нет: баллов нет, план составлен по профилям и случайному отбору.",
    },
    "hours": {"en": "Where the hours go", "ru": "На что уходят часы"},
    "office": {"en": "Office", "ru": "Таможенный орган"},
    "other": {"en": "other offices", "ru": "остальные органы"},
    "declarations": {"en": "Declarations", "ru": "Декларации"},
    "goods": {"en": "Goods", "ru": "Досмотр"},
    "documents": {"en": "Documents", "ru": "Документальный контроль"},
    "of": {"en": "{given} of {slots}", "ru": "{given} из {slots}"},
    "mandatory": {"en": "Mandatory declarations", "ru": "Обязательные декларации"},
    "random": {"en": "Controls by chance, expected", "ru": "Случайный отбор, ожидаемое число проверок"},
    "short": {
        "en": "{count} declarations that mandatory profiles hit are not examined: the hours are not enough.",
        "ru": "Обязательный контроль не назначен по {count} декларациям: не хватает часов.",
    },
    "no_random": {
        "en": "Nothing is left to chance: compliance cannot be estimated from this day.",
        "ru": "Случайного отбора нет: оценить уровень соблюдения законодательства по этому дню нельзя.",
    },
    "lanes": {"en": "Lanes", "ru": "Коридоры"},
    "lane": {"en": "Lane", "ru": "Коридор"},
    "share": {"en": "Share", "ru": "Доля"},
    "red": {"en": "red", "ru": "красный"},
    "yellow": {"en": "yellow", "ru": "жёлтый"},
    "blue": {"en": "blue", "ru": "синий"},
    "green": {"en": "green", "ru": "зелёный"},
    "better": {"en": "Targeting beats chance", "ru": "Целевой отбор лучше случайного"},
    "would_be_better": {
        "en": "The score would beat chance; this plan does not go by it",
        "ru": "Балл лучше случайного отбора, но в этом плане не используется",
    },
    "not_by_score": {
        "en": "What follows is about the score, which the strategy of this plan does not look at.",
        "ru": "Далее речь о балле, на который стратегия этого плана не опирается.",
    },
    "rough": {
        "en": "This rests on few results ({examined} examined, {found} of them non-compliant): the interval "
        "is rough.",
        "ru": "Результатов мало (проверено {examined}, с нарушением {found}): интервал приблизительный.",
    },
    "unclear": {
        "en": "It is not clear that targeting beats chance",
        "ru": "Не доказано, что целевой отбор лучше случайного",
    },
    "measured": {
        "en": "Learned on {learned} earlier results and tried on the {tested} that came after: "
        "of the {share} with the highest scores {rate} were non-compliant, of all {base}. The difference "
        "is {gain} percentage points (95 %: {low} to {high}). The score ranks a non-compliant declaration "
        "above a compliant one in {area} of pairs.",
        "ru": "Модель обучена на {learned} прежних результатах и проверена на {tested} последующих: из "
        "{share} деклараций с наивысшим баллом нарушения выявлены в {rate}, из всех — в {base}. Разница "
        "{gain} п. п. (95 %: от {low} до {high}). Из двух деклараций, с нарушением и без него, балл первой "
        "выше в {area} случаев.",
    },
    "untested": {
        "en": "The history is too short to try the score on results that came after those it learned from.",
        "ru": "История слишком короткая, чтобы проверить балл на последующих результатах.",
    },
    "selective": {
        "en": "The history holds declarations that somebody chose to examine. What was never examined "
        "may differ; only the random share tells.",
        "ru": "В истории только те декларации, которые кто-то решил проверить. Остальные могут быть "
        "другими; это покажет только случайный отбор.",
    },
    "curve": {"en": "Hit rate by share examined", "ru": "Результативность по доле контроля"},
    "by_score": {"en": "score", "ru": "балл"},
    "by_chance": {"en": "chance", "ru": "случайный отбор"},
    "examined_share": {"en": "share examined", "ru": "доля контроля"},
    "honest": {"en": "What a score means", "ru": "Что значит балл"},
    "honest_below": {
        "en": "mean score of ten groups against the share that was non-compliant, 95 % intervals",
        "ru": "средний балл десяти групп и доля нарушений в них, интервалы 95 %",
    },
    "score": {"en": "score", "ru": "балл"},
    "rate_axis": {"en": "non-compliant of those examined", "ru": "доля нарушений среди проверенных"},
    "profiles": {"en": "What each profile found before", "ru": "Что нашёл каждый профиль"},
    "profile": {"en": "Profile", "ru": "Профиль"},
    "hits": {"en": "Hits", "ru": "Срабатывания"},
    "found": {"en": "Found", "ru": "Нарушения"},
    "precision": {"en": "Hit rate (95 %)", "ru": "Результативность (95 %)"},
    "only": {"en": "Found by it alone", "ru": "Нашёл только он"},
    "silent": {
        "en": "Hit in the history and found nothing ({count}): {ids}.",
        "ru": "Срабатывали, но ничего не нашли ({count}): {ids}.",
    },
    "never": {
        "en": "Never hit in the history ({count}): {ids}.",
        "ru": "Ни разу не сработали ({count}): {ids}.",
    },
    "more_finders": {
        "en": "Found something too ({count}): {ids}.",
        "ru": "Нашли нарушения также ({count}): {ids}.",
    },
    "red_left": {
        "en": "Declarations that red profiles hit and nobody examines: {count}. Profiles: {ids}.",
        "ru": "Деклараций, по которым сработали красные профили, но контроль не назначен: {count}. "
        "Профили: {ids}.",
    },
    "and_more": {"en": " and {count} more", "ru": " и ещё {count}"},
    "no_column": {
        "en": "No declaration has {name}, which profiles ask for: {ids}.",
        "ru": "Ни в одной декларации нет {name}, а на неё опираются профили: {ids}.",
    },
    "not_in_day": {
        "en": "The score learned from columns that no declaration of the day has: {names}.",
        "ru": "Балл опирается на графы, которых нет ни в одной декларации дня: {names}.",
    },
    "no_office": {
        "en": "No declaration says its office: all share the hours of “other”.",
        "ru": "Таможенный орган не указан ни в одной декларации: для всех взяты часы «other».",
    },
    "not_read": {"en": "Column “{name}” was not read{hint}.", "ru": "Графа «{name}» не прочитана{hint}."},
    "other_days": {
        "en": "{count} of {all} declarations are not dated {day}, the day of the plan, but {first} to {last}.",
        "ru": "Деклараций с датой, отличной от дня плана ({day}): {count} из {all}, с {first} по {last}.",
    },
    "twice": {
        "en": "Items that stand in the file already ({count}), of declarations {names}.",
        "ru": "Повторяющихся товаров: {count}, в декларациях {names}.",
    },
    "two_offices": {
        "en": "Numbers that stand in more than one office ({count}), there as declarations of their own: {names}.",
        "ru": "Номеров, которые есть в нескольких таможенных органах и считаются разными декларациями: "
        "{count} ({names}).",
    },
    "idle_office": {
        "en": "Office {office} has hours and no declarations.",
        "ru": "У таможенного органа {office} есть часы, но нет деклараций.",
    },
    "short_goods": {
        "en": "The {minutes} minutes of {office} for goods are not enough for one control of {needed}.",
        "ru": "{minutes} мин. на досмотр ({office}) не хватает на один контроль: нужно {needed}.",
    },
    "short_documents": {
        "en": "The {minutes} minutes of {office} for documents are not enough for one control of {needed}.",
        "ru": "{minutes} мин. на проверку документов ({office}) не хватает на один контроль: нужно {needed}.",
    },
    "no_hours": {
        "en": "{count} rows are of offices without hours and cannot be examined: {offices}.",
        "ru": "Строк по таможенным органам без часов, контроль которых невозможен: {count} ({offices}).",
    },
    "joined": {
        "en": "These offices share the hours of “other”: {offices}.",
        "ru": "Часы «other» общие для таможенных органов: {offices}.",
    },
    "known_missing": {
        "en": "Results without a day on which they were known: {count}. The day of the declaration counts.",
        "ru": "Результатов без даты, когда они стали известны: {count}. Взята дата декларации.",
    },
    "known_early": {
        "en": "Results known before their declaration: {count}. The day of the declaration counts.",
        "ru": "Результатов, известных раньше декларации: {count}. Взята дата декларации.",
    },
    "revenue_negative": {
        "en": "Results with a revenue below zero: {count}.",
        "ru": "Результатов с отрицательной суммой взысканного: {count}.",
    },
    "revenue_missing": {
        "en": "Non-compliant results without a revenue: {count}. They count as nothing recovered.",
        "ru": "Нарушений без суммы взысканного: {count}. Считается, что не взыскано ничего.",
    },
    "drift": {"en": "Is today like the past?", "ru": "Похож ли день на прошлое?"},
    "column": {"en": "Column", "ru": "Графа"},
    "psi": {"en": "Stability index", "ru": "Индекс стабильности"},
    "reading": {"en": "Reading", "ru": "Оценка"},
    "stable": {"en": "as before", "ru": "как прежде"},
    "slight": {"en": "has moved", "ru": "изменилось"},
    "large": {"en": "another picture: the score may not hold", "ru": "другая картина: балл может не работать"},
    "few": {
        "en": "moved, but no more than so few declarations may by chance",
        "ru": "изменилось, но не больше, чем бывает случайно",
    },
    "listed": {"en": "Who is examined, and why", "ru": "Кого проверяют и почему"},
    "number": {"en": "No.", "ru": "№"},
    "declaration": {"en": "Declaration", "ru": "Декларация"},
    "why": {"en": "Why", "ru": "Почему"},
    "ground_mandatory": {"en": "mandatory", "ru": "обязательно"},
    "ground_random": {"en": "drawn by chance", "ru": "случайный отбор"},
    "ground_strategy": {"en": "by the strategy", "ru": "по стратегии"},
    "hit_by_one": {"en": "Profile {ids}.", "ru": "Профиль {ids}."},
    "hit_by": {"en": "Profiles {ids}.", "ru": "Профили {ids}."},
    "more": {
        "en": "{count} more stand in plan.csv.",
        "ru": "Ещё {count} — в файле plan.csv.",
    },
}  # fmt: skip


def said(key: str, language: Language, **figures: object) -> str:
    """A text with its figures."""
    return WORDS[key][language].format(**figures)


def number(value: float, language: Language, digits: int = 0) -> str:
    """12,345.6 in English, 12 345,6 in Russian (with a space that does not break)."""
    text = f"{value:,.{digits}f}"
    if language == "ru":
        return text.replace(",", "\u00a0").replace(".", ",")
    return text


def share(value: float, language: Language) -> str:
    """0.125 as 12.5 %; 12,5 % in Russian."""
    return number(100 * value, language, 1) + "\u00a0%"
