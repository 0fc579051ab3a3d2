"""How far those tests go that try anything: by day until everything was reached, at night far deeper."""

import os
from typing import Any

from hypothesis import HealthCheck, Phase, settings

AT_NIGHT = "SOKY_DEEP" in os.environ
TIMES = 25


def examples(by_day: int, **options: Any) -> settings:
    """So many by day, the same in every run; at night many times as many, by chance.

    None has a deadline: how fast the machine is proves nothing.
    """
    shrink = [Phase.shrink] if AT_NIGHT or "CI" not in os.environ else []
    return settings(
        max_examples=by_day * TIMES if AT_NIGHT else by_day,
        deadline=None,
        derandomize=not AT_NIGHT,
        print_blob=AT_NIGHT,
        database=None,
        phases=[Phase.generate, *shrink],
        suppress_health_check=list(HealthCheck),
        **options,
    )
