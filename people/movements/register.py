"""Numbers of the enrolment register: each once, without a gap, one series for each intake year."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from people.movements.models import IntakeRegister, Movement, RegisterEntry


def give_numbers(movements: Iterable[Movement], former: Mapping[int, str] | None = None) -> None:
    """A number for each pupil who has none, in the order of the movements.

    A number once given stays the pupil's, whatever becomes of the movement. `former` are the
    numbers of a paper register, by pupil. Runs inside the transaction of the movements.
    """
    coming = list(movements)
    numbered = set(
        RegisterEntry.objects.filter(pupil__in=[one.pupil_id for one in coming]).values_list(
            "pupil_id", flat=True
        )
    )
    by_intake: dict[int, list[Movement]] = defaultdict(list)
    for movement in coming:
        if movement.pupil_id not in numbered and movement.to_class:
            by_intake[movement.to_class.year.starts_on.year].append(movement)
    for intake, fresh in sorted(by_intake.items()):
        _enter(intake, fresh, former or {})


def _enter(intake: int, movements: list[Movement], former: Mapping[int, str]) -> None:
    IntakeRegister.objects.get_or_create(intake=intake)
    register = IntakeRegister.objects.select_for_update().get(intake=intake)
    entries = [
        RegisterEntry(
            pupil_id=movement.pupil_id,
            register=register,
            number=number,
            movement=movement,
            former_number=former.get(movement.pupil_id, ""),
        )
        for number, movement in enumerate(movements, start=register.last_number + 1)
    ]
    RegisterEntry.objects.bulk_create(entries, batch_size=500)
    register.last_number += len(entries)
    register.save(update_fields=["last_number"])
