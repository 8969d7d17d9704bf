"""The phrases of seasons and scenarios, in both languages."""

from serai.risk.plans.words import Language

PHRASES: dict[str, dict[Language, str]] = {
    # Lists of scenarios
    "list_name": {"en": "name", "ru": "имя"},
    "list_title": {"en": "title", "ru": "название"},
    "list_administrations": {"en": "administrations", "ru": "страны"},
    "list_weeks": {"en": "weeks", "ru": "недель"},
    "list_weekly": {"en": "declarations a week", "ru": "деклараций в неделю"},
    "list_schemes": {"en": "schemes", "ru": "схем"},
    "list_shocks": {"en": "shocks", "ru": "событий"},
    "part_weeks": {"en": "Length", "ru": "Срок"},
    "part_declarations": {"en": "Declarations", "ru": "Декларации"},
    "part_hours": {"en": "Officers’ hours a week", "ru": "Часы инспекторов в неделю"},
    "part_schemes": {"en": "Schemes", "ru": "Схемы"},
    "part_shocks": {"en": "Shocks", "ru": "События"},
    "part_exchange": {"en": "Exchange of data", "ru": "Обмен данными"},
    "from_day": {"en": "{weeks} from {day}", "ru": "{weeks} с {day}"},
    "a_week": {"en": "{count} a week", "ru": "{count} в неделю"},
    "all_offices": {"en": "all offices", "ru": "все посты"},
    "other_offices": {"en": "other offices", "ru": "остальные посты"},
    "together": {"en": " together", "ru": " вместе"},
    "nobody": {"en": "nobody", "ru": "никого"},
    "none": {"en": "none", "ru": "нет"},
    "yes": {"en": "yes", "ru": "да"},
    "no": {"en": "no", "ru": "нет"},
    "control_documents": {"en": "documents", "ru": "документы"},
    "control_scan": {"en": "scan", "ru": "сканирование"},
    "control_goods": {"en": "goods", "ru": "досмотр"},
    "control_audit": {"en": "audit", "ru": "проверка после выпуска"},
    "in_week": {"en": "week {week}:", "ru": "неделя {week}:"},
    "shock_price": {
        "en": "world prices of goods {goods}… change {times}",
        "ru": "мировые цены на товары {goods}… изменятся в {times}",
    },
    "shock_route": {"en": "a new route opens, {route}", "ru": "открывается новый маршрут {route}"},
    "shock_border": {
        "en": "nothing passes {node} for {weeks}",
        "ru": "на {weeks} закрыт проход через узел {node}",
    },
    "shock_duty": {
        "en": "{at} has another duty on goods {goods}…: {duty}",
        "ru": "{at} – новая пошлина на товары {goods}…: {duty}",
    },
    "shock_parcels": {
        "en": "small parcels become {times} as many",
        "ru": "мелких посылок становится больше в {times}",
    },
    "shock_diversion": {
        "en": "goods {goods}… that another market no longer gets go to {to}, {times} the usual",
        "ru": "{to} – товары {goods}…, закрытые для другого рынка, ввозят в {times} больше обычного",
    },
    "shock_group": {
        "en": "a new organised group sets to work, {at}: {scheme}, {traders}",
        "ru": "{at} – начинает работать новая группа ({scheme}, {traders})",
    },
    "news_closed": {"en": "{node} is closed", "ru": "движение через узел {node} закрыто"},
    "news_open": {"en": "{node} is open again", "ru": "движение через узел {node} возобновлено"},
    "heard": {"en": "What everybody heard", "ru": "Официально объявлено"},
    # Forms
    "weeks": {"en": "week|weeks", "ru": "неделя|недели|недель"},
    "weeks_for": {"en": "week|weeks", "ru": "неделю|недели|недель"},
    "seasons": {"en": "season|seasons", "ru": "сезон|сезона|сезонов"},
    "times": {"en": "time|times", "ru": "раз|раза|раз"},
    "traders": {"en": "trader|traders", "ru": "участник|участника|участников"},
    "bounds": {"en": "({low} to\u00a0{high})", "ru": "(от\u00a0{low} до\u00a0{high})"},
    "mistakes": {"en": "honest mistakes", "ru": "добросовестные ошибки"},
    "quoted": {"en": "{name}", "ru": "«{name}»"},
    # How a unit works
    "learns": {
        "en": "learns from its results, with new weights every {weeks}",
        "ru": "учится на результатах, период обновления весов – {weeks}",
    },
    "learns_until": {
        "en": "learns for {weeks} and never again",
        "ru": "срок обучения – {weeks}, дальше без обучения",
    },
    "learns_nothing": {"en": "learns nothing", "ru": "не учится"},
    "by_chance": {
        "en": "{share} of the hours go to declarations drawn by chance",
        "ru": "{share} часов – на случайный отбор",
    },
    "hours_times": {"en": "{times} the officers’ hours", "ru": "часов инспекторов в {times} больше"},
    "exchanges": {
        "en": "uses what other administrations share",
        "ru": "пользуется данными других администраций",
    },
    # The title
    "chance": {"en": "chance", "ru": "случайный отбор"},
    "title_ratio": {
        "en": "{best} finds {times} the share of what is there that {other} finds",
        "ru": "{best} выявляет долю нарушений в {times} больше, чем {other}",
    },
    "title_one": {
        "en": "In one season {best} finds {times} the share of what is there that {other} finds",
        "ru": "За один сезон {best} выявляет долю нарушений в {times} больше, чем {other}",
    },
    "title_unclear": {
        "en": "It is not clear that {best} finds more than {other}",
        "ru": "Не доказано, что {best} выявляет больше, чем {other}",
    },
    "title_alone": {
        "en": "{best} finds {share} of what is there",
        "ru": "{best} выявляет {share} всех нарушений",
    },
    "below": {
        "en": "Scenario “{title}”, {weeks}, {seasons} with each strategy ({seeds}). "
        "Everything is simulated; amounts are US dollars.",
        "ru": "Сценарий «{title}», {weeks}, на каждую стратегию – {seasons} ({seeds}). "
        "Все данные имитационные, суммы – в долларах США.",
    },
    "seed": {"en": "seed {first}", "ru": "розыгрыш № {first}"},
    "seeds": {"en": "seeds {first} to {last}", "ru": "розыгрыши № {first}–{last}"},
    # Figures
    "result": {"en": "What it came to", "ru": "Итоги"},
    "result_below": {
        "en": "Means over the seasons with 95 % intervals.",
        "ru": "Средние по сезонам с интервалами 95 %.",
    },
    "points": {"en": ", percentage points", "ru": ", п. п."},
    "figure": {"en": "A season", "ru": "За сезон"},
    "declarations": {"en": "Declarations", "ru": "Декларации"},
    "control_rate": {"en": "Examined, %", "ru": "Проверено, %"},
    "red_rate": {"en": "Goods examined (red), %", "ru": "Досмотрено (красный коридор), %"},
    "targeted_rate": {"en": "Hit rate, targeted, %", "ru": "Результативность целевого отбора, %"},
    "random_rate": {"en": "Hit rate, by chance, %", "ru": "Результативность случайного отбора, %"},
    "alarm_rate": {"en": "False alarms among findings, %", "ru": "Доля неподтвердившихся нарушений, %"},
    "non_compliant": {"en": "Non-compliant declarations", "ru": "Декларации с нарушениями"},
    "deterred": {
        "en": "Fraud deterred, declarations",
        "ru": "Предотвращено, декларации с умыслом",
    },
    "deterred_usd": {
        "en": "Evasion deterred, thousand USD",
        "ru": "Предотвращено неуплат, тыс. долл.",
    },
    "deterred_below": {
        "en": "Deterred is how much less fraud there is than in the same seasons with nobody examining, in which "
        "fraud grows from week to week. Honest mistakes are not in it.",
        "ru": "Предотвращено – на сколько умышленных нарушений меньше, чем в тех же сезонах без контроля, где "
        "они растут от недели к неделе. Ошибки без умысла не учтены.",
    },
    "recall": {"en": "Found of what was there, %", "ru": "Выявлено из всех нарушений, %"},
    "recovered": {"en": "Recovered, thousand USD", "ru": "Взыскано, тыс. долл."},
    "fines": {"en": "Fines, thousand USD", "ru": "Штрафы, тыс. долл."},
    "lost": {"en": "Lost, thousand USD", "ru": "Потеряно, тыс. долл."},
    "cost": {"en": "Delay costs traders, thousand USD", "ru": "Издержки участников от задержек, тыс. долл."},
    "officers": {"en": "Officers’ pay, thousand USD", "ru": "Затраты на инспекторов, тыс. долл."},
    "net": {"en": "Balance of examinations, thousand USD", "ru": "Баланс проверок, тыс. долл."},
    "held": {"en": "Hours consignments are held", "ru": "Часы задержки партий"},
    "held_each": {"en": "Hours held, each examined", "ru": "Часы задержки на одну проверку"},
    "compliance": {"en": "Compliance, true, %", "ru": "Уровень соблюдения, фактический, %"},
    "compliance_estimated": {"en": "Compliance, as estimated, %", "ru": "Уровень соблюдения, по оценке, %"},
    "gaps": {"en": "Against {first}", "ru": "По сравнению со стратегией {first}"},
    "gaps_below": {
        "en": "By how much more or less, seed by seed; where the interval holds 0, no difference is proven.",
        "ru": "Разница по каждому розыгрышу; если интервал содержит 0, она не доказана.",
    },
    "hit_below": {
        "en": "Hit rates count every finding, as an office does before appeals: false alarms are among them.",
        "ru": "Результативность учитывает все выявленные нарушения до обжалования, в том числе неподтвердившиеся.",
    },
    "net_below": {
        "en": "The balance is what was recovered and fined, less officers’ pay and what delay costs traders. What "
        "controls prevent by being there is not in it, nor is what they protect beside revenue.",
        "ru": "Баланс – взыскания и штрафы за вычетом затрат на инспекторов и издержек участников. То, что "
        "контроль предотвращает и защищает помимо платежей, в него не входит.",
    },
    # Sections
    "by_scheme": {
        "en": "More is lost to {scheme} than to anything else",
        "ru": "Где потеряно больше всего: {scheme}",
    },
    "by_scheme_none": {"en": "What was found and lost, by scheme", "ru": "Выявлено и потеряно по схемам"},
    "scheme": {"en": "Scheme", "ru": "Схема"},
    "there": {"en": "There", "ru": "Всего"},
    "found": {"en": "Found", "ru": "Выявлено"},
    "scheme_below": {
        "en": "Declarations a season: found of those that were there. How many there are differs, since "
        "traders answer to each strategy.",
        "ru": "Декларации за сезон: сколько выявлено из всех нарушений. Их число зависит от стратегии: "
        "участники на неё отвечают.",
    },
    "part_of": {"en": "{found} of {there} ({share})", "ru": "{found} из {there} ({share})"},
    "rate_falls": {
        "en": "The hit rate of {name} falls from {early} to {late} as traders learn",
        "ru": "Результативность {name} падает с {early} до {late}: участники учатся",
    },
    "rate_rises": {
        "en": "The hit rate of {name} rises from {early} to {late} as it learns",
        "ru": "Результативность {name} растёт с {early} до {late}: стратегия учится",
    },
    "rate_steady": {
        "en": "The hit rate of {name} shows no clear trend",
        "ru": "Результативность {name} заметно не меняется",
    },
    "rate_short": {"en": "Hit rate week by week", "ru": "Результативность по неделям"},
    "rate_about": {
        "en": "From the first quarter of the season to the last. {chance} is what the random share finds, "
        "of all strategies together.",
        "ru": "От первой четверти сезона к последней. {chance} – результативность случайного отбора, "
        "по всем стратегиям вместе.",
    },
    "rate_picture": {"en": "Hit rate", "ru": "Результативность контроля"},
    "week_axis": {"en": "week", "ru": "неделя"},
    "blocks": {"en": "all seeds together, {weeks} at a time", "ru": "все розыгрыши вместе, шаг – {weeks}"},
    "weekly": {"en": "all seeds together, week by week", "ru": "все розыгрыши вместе, по неделям"},
    "deters": {
        "en": "{name} deters: {count} fewer a season than with nobody examining",
        "ru": "{name} сдерживает: за сезон на {count} меньше, чем без контроля",
    },
    "deters_one": {
        "en": "What traders did under {name}, and would have done without controls",
        "ru": "Что делали участники при стратегии {name} и что делали бы без контроля",
    },
    "deters_unclear": {
        "en": "It is not clear that {name} deters anybody",
        "ru": "Не доказано, что {name} сдерживает нарушителей",
    },
    "fraud_fewer": {
        "en": "declaration with fraud|declarations with fraud",
        "ru": "декларацию с умыслом|декларации с умыслом|деклараций с умыслом",
    },
    "unexamined": {"en": "no controls", "ru": "без контроля"},
    "moves_below": {
        "en": "Lines of trade a week whose trader did this. The first column is the same season with nobody "
        "examining: where a strategy differs from it, traders answer controls.",
        "ru": "Сколько устойчивых поставок (участник – товар – маршрут) участники меняли за неделю. Первый "
        "столбец – тот же сезон без контроля: отличие от него и есть ответ участников на контроль.",
    },
    "move": {"en": "What they do", "ru": "Что делают"},
    "move_start": {"en": "begin to cheat", "ru": "начинают нарушать"},
    "move_stop": {"en": "stop cheating", "ru": "прекращают нарушать"},
    "move_rest": {"en": "rest for some weeks", "ru": "делают перерыв"},
    "move_new name": {"en": "trade under a new name", "ru": "действуют через новую фирму"},
    "move_give up trade": {"en": "give up trade", "ru": "уходят с рынка"},
    "move_other office or route": {"en": "go by another office or route", "ru": "меняют пост или маршрут"},
    "move_other scheme": {"en": "take up another scheme", "ru": "меняют схему"},
    "move_other broker": {"en": "take another broker", "ru": "меняют брокера"},
    "move_less at a time": {"en": "take less at a time", "ru": "занижают меньше, чем раньше"},
    "move_more at a time": {"en": "take more at a time", "ru": "занижают больше, чем раньше"},
    "move_newcomers": {"en": "close, and newcomers take their place", "ru": "закрываются, на их место приходят новые"},
    "move_split": {"en": "split consignments", "ru": "дробят партии"},
    "move_grow": {"en": "cheat on more consignments", "ru": "нарушают чаще"},
    "cheating_picture": {"en": "Share of trade that cheats", "ru": "Доля торговли с нарушениями по схемам"},
    "compliance_rises": {
        "en": "Compliance rises from {early} to {late} under {name}",
        "ru": "Уровень соблюдения при стратегии {name} растёт с {early} до {late}",
    },
    "compliance_falls": {
        "en": "Compliance falls from {early} to {late} under {name}",
        "ru": "Уровень соблюдения при стратегии {name} падает с {early} до {late}",
    },
    "compliance_steady": {
        "en": "Compliance shows no clear trend under {name}",
        "ru": "Уровень соблюдения при стратегии {name} заметно не меняется",
    },
    "compliance_about": {
        "en": "The estimate is what the random share alone tells. It lies above the truth, since no control "
        "finds everything.",
        "ru": "Оценка – только по случайному отбору. Она выше истинной: ни один контроль не находит всего.",
    },
    "compliance_picture": {"en": "Compliance, true", "ru": "Уровень соблюдения, фактический"},
    "delay": {
        "en": "Examinations by {name} recover {net} thousand USD a season more than they cost",
        "ru": "Проверки по стратегии {name} взыскивают на {net} тыс. долл. за сезон больше, чем стоят",
    },
    "delay_loss": {
        "en": "Examinations by {name} cost {net} thousand USD a season more than they recover",
        "ru": "Проверки по стратегии {name} стоят на {net} тыс. долл. за сезон больше, чем взыскивают",
    },
    "delay_unclear": {
        "en": "It is not clear that examinations by {name} recover more than they cost",
        "ru": "Не доказано, что проверки по стратегии {name} взыскивают больше, чем стоят",
    },
    "delay_one": {"en": "Delay and its cost", "ru": "Задержки и их цена"},
    "played": {"en": "What it was played with", "ru": "Условия игры"},
    "what": {"en": "What", "ru": "Параметр"},
    "how": {"en": "How", "ru": "Значение"},
    "strategy": {"en": "Strategy {name}", "ru": "Стратегия {name}"},
    "version": {"en": "Version", "ru": "Версия"},
    "no_chance": {
        "en": "Nothing is left to chance by {names}: compliance cannot be estimated from what they examine.",
        "ru": "Без случайного отбора: {names}. Оценить соблюдение по их проверкам нельзя.",
    },
    # The command
    "files": {"en": "In {folder}: {names}.", "ru": "В папке {folder}: {names}."},
}  # fmt: skip
