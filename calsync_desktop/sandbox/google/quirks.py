"""The ways in which the service is set: limits, lives and what it does where the documentation leaves it open."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Quirks:
    """Each field is one habit; the defaults are what is documented or reported (protocols, section 1).

    page_size: at most so many events on a page, whatever is asked (None: what is asked, up to 2500)
    exceptions_first: a listing tells exceptions before the series they belong to
    token_days: the life of a sync token and of what `updatedMin` may ask for
    user_per_minute, project_per_minute: requests in any 60 seconds; None: no limit (so it is for all that follow)
    writes_per_second: writes into one calendar in any one second
    project_per_day: requests in a day of the project
    made_per_day, mailed_per_day: what one user may make and whom have mailed in 24 hours before it counts as abuse
    patch_units: how many requests a PATCH counts as (some say three)
    quota_status: how a request over a limit of minutes or seconds is refused
    long_text: a title over 1024 or a description over 8192 characters is refused, or cut without a word
    import_again: what a second import of the same UID does
    access_seconds: the life of an access token
    enabled: the Calendar API is switched on in the project
    work_events: accounts may have focus time, out of office and working locations (some may not: protocols 1.7)
    """

    page_size: int | None = None
    exceptions_first: bool = True
    token_days: float = 28.0
    user_per_minute: int | None = 600
    project_per_minute: int | None = 10_000
    writes_per_second: int | None = None
    project_per_day: int | None = 1_000_000
    made_per_day: int | None = 10_000
    mailed_per_day: int | None = 10_000
    patch_units: int = 1
    quota_status: Literal[403, 429] = 403
    long_text: Literal["refuse", "cut"] = "refuse"
    import_again: Literal["update", "conflict"] = "update"
    access_seconds: int = 3599
    enabled: bool = True
    work_events: bool = True
