"""What the user does not want to see is left out of views, connection by connection."""

import pytest

from calsync_desktop.core.appointment import Attendee, Reply, ShowAs, Visibility
from calsync_desktop.store.opening import Store
from tests.store.seeding import Seed, at, days, on, single

ME = "me@example.org"
HIDDEN = {
    "all_day": single(days(2, 3)),
    "declined": single(at(2), attendees=(Attendee(ME, reply=Reply.DECLINED),)),
    "private": single(at(2), visibility=Visibility.PRIVATE),
    "free": single(at(2), show_as=ShowAs.FREE),
}


@pytest.mark.parametrize("kind", HIDDEN)
def test_hiding_a_kind_hides_that_kind_in_that_connection_only(store: Store, seed: Seed, kind: str) -> None:
    hiding, showing = (
        seed.connection(hiding=text) for text in (f'{{"kinds":["{kind}"],"titles":"","categories":[]}}', "{}")
    )
    for connection in (hiding, showing):
        calendar = seed.calendar(connection)
        for value in HIDDEN.values():
            seed.appointment(calendar, value, addresses=(ME,))
        seed.appointment(
            calendar, single(at(2), attendees=(Attendee("other@example.org", reply=Reply.DECLINED),)), addresses=(ME,)
        )
    counts = {row.calendar: 0 for row in on(store)}
    for row in on(store):
        counts[row.calendar] += 1
    assert counts == {"c1": 4, "c2": 5}


@pytest.mark.parametrize(
    ("hiding", "left"),
    [
        ('{"titles":"^lunch"}', ["Dinner", "Long lunch"]),
        ('{"categories":["FOOD"]}', ["Long lunch"]),
        ('{"titles":"(("}', ["Dinner", "Long lunch", "Lunch"]),
    ],
    ids=["by title", "by category", "a pattern that is none"],
)
def test_titles_and_categories_can_be_hidden(store: Store, seed: Seed, hiding: str, left: list[str]) -> None:
    calendar = seed.calendar(seed.connection(hiding=hiding))
    for title, categories in (("Lunch", ("Food, warm", "food")), ("Dinner", ("Food",)), ("Long lunch", ("Foods",))):
        seed.appointment(calendar, single(at(2), title, categories=categories))
    assert sorted(row.title for row in on(store)) == left
