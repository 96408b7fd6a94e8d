"""A pretend world in memory: a calendar service of three tempers, a vault, a clock; nothing in it knows the engine."""

from tests.fakes.faults import Crash as Crash
from tests.fakes.faults import Faults as Faults
from tests.fakes.ground import START as START
from tests.fakes.ground import FakeGround as FakeGround
from tests.fakes.provider import FakeProvider as FakeProvider
from tests.fakes.provider import FakeSignIn as FakeSignIn
from tests.fakes.server import FakeServer as FakeServer
from tests.fakes.server import Mail as Mail
from tests.fakes.server import Written as Written
from tests.fakes.shapes import Temper as Temper
from tests.fakes.vault import FakeVault as FakeVault
