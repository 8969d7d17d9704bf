"""What each step asks, and who was signed off by hand."""

import datetime as dt
from decimal import Decimal

from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from serai.portal.programme.demonstration.scene import Row, Scene, by, content
from serai.portal.programme.models import Requirement, SignOff

SET_ON = dt.date(2024, 9, 2)


def make(scene: Scene) -> None:
    """Requirements, what was changed in them, and the sign-offs."""
    rows = {row["key"]: row for row in content("progression")["requirement"]}
    requirements = {
        key: requirement(scene, row, place)
        for place, (key, row) in enumerate(rows.items(), start=1)
    }
    bulk_create_with_history(list(requirements.values()), Requirement)
    change(scene, [(requirements[key], row) for key, row in rows.items() if "was" in row])
    sign_off(scene, requirements)


def requirement(scene: Scene, row: Row, place: int) -> Requirement:
    """A requirement as it was first set."""
    threshold = row.get("was", row.get("threshold"))
    made = Requirement(
        step=scene.groups[row["step"]],
        order=place,
        kind=row["kind"],
        title_en=row["title_en"],
        title_ru=row["title_ru"],
        threshold=None if threshold is None else Decimal(threshold),
        counts_from=row.get("counts_from", []),
    )
    return by(scene.coordinator, made, at=scene.moment(SET_ON))


def change(scene: Scene, changed: list[tuple[Requirement, Row]]) -> None:
    """Set the thresholds that were changed on the way."""
    for made, row in changed:
        made.threshold = Decimal(row["threshold"])
        at = scene.moment(scene.working_day(row["changed_on"]))
        by(scene.coordinator, made, at=at)
        scene.tell(
            "requirement_changed",
            at=at,
            actor=scene.coordinator,
            path=scene.path("requirements"),
            group=made.step.code,
        )
    bulk_update_with_history([made for made, _ in changed], Requirement, ["threshold"])


def sign_off(scene: Scene, requirements: dict[str, Requirement]) -> None:
    """Met or waived by a person's judgement."""
    signed = []
    for row in content("progression")["sign_off"]:
        requirement, signer = requirements[row["requirement"]], scene.people[row["by"]]
        at = scene.moment(scene.working_day(row["on"]), hour=13)
        for key in row["of"]:
            made = SignOff(
                requirement=requirement,
                membership=scene.memberships[key],
                outcome=row.get("outcome", SignOff.Outcome.MET),
                why=scene.words(signer, row, "why"),
                signed_by=signer,
                signed_at=at,
            )
            signed.append(by(signer, made, at=at))
            scene.tell(
                "signed_off",
                at=at,
                actor=signer,
                path=scene.path(
                    "progression_cell",
                    code=requirement.step.code,
                    member=scene.memberships[key].pk,
                    pk=requirement.pk,
                ),
                administration=scene.people[key].administration,
                officer=scene.people[key].name_latin,
                officer_id=scene.people[key].pk,
                requirement={"en": requirement.title_en, "ru": requirement.title_ru},
            )
    bulk_create_with_history(signed, SignOff)
