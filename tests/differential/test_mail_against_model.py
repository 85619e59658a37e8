# SPDX-License-Identifier: MIT
"""The same histories on MailNames.vy, Mail.vy, Attachments.vy and on mail_model.py: state, money and refusals agree.

CNT-13 … CNT-16 (and CNT-18 where accounts move); the invariants CNT-M-12 … CNT-M-15 after each move.
"""

from __future__ import annotations

import pytest
from eth_utils import keccak
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.mail_world import CNT, DAY, NONE, point
from wuxing.contattract import mail_model as models
from wuxing.contattract.post.content import Ciphertext, Manifest
from wuxing.contattract.signing import home_of, name_commitment
from wuxing.engine import Revert
from wuxing.refused import Refused
from wuxing.suite import deploy

PEOPLE = 3
NAMES = (b"one", b"two", b"Three", b"four-4", b"")
KEYS = (point("a"), point("b"), (0, 0), (1, 1))
WAITS = st.sampled_from([0, 1, 59, 60, 3_600, DAY - 1, DAY, 2 * DAY, 29 * DAY, 30 * DAY, 200 * DAY])
people = st.integers(0, PEOPLE - 1)
SECRET = keccak(text="content key")
CONTENT = b"".join(keccak(bytes([i])) for i in range(70))
HONEST = Ciphertext.of(SECRET, CONTENT)
SPOILT = Ciphertext((HONEST.leaves[0], HONEST.leaves[1][::-1], *HONEST.leaves[2:]))
PROMISED = Manifest.of(CONTENT)


@pytest.fixture(scope="module")
def system(engine, deployer, owner):
    """Contattract; the first three accounts of the histories have CNT, allowed to everything."""
    made = deploy(engine, "contattract", "paper", deployer, {"owner": owner.address})
    for i in range(PEOPLE):
        account = engine.account(20 + i)
        made.budgets.spend(0, account, 10**6 * CNT, "tests", sender=owner)
        for spender in (made.names, made.mail, made.attachments):
            made.token.approve(spender, 2**256 - 1, sender=account)
        made.recovery.set_guardians([owner], 1, sender=account)
    engine.advance(made.params.recovery_delay)
    return made


class Histories(RuleBasedStateMachine):
    """What all three have in common: people, a clock, moves of accounts, and moves made twice."""

    engine = system = owner = None

    @initialize()
    def start(self) -> None:
        self.snapshot = self.engine.snapshot()
        self.moves = models.Moves()
        self.people = [self.engine.account(20 + i) for i in range(PEOPLE)]
        self.names_ = [p.address for p in self.people]
        self.set_up()

    def set_up(self) -> None:
        raise NotImplementedError

    def both(self, on_chain, on_model):
        """The same move on both; the same refusal, or none. Returns what the model returned."""
        now, expected, result = self.engine.time, None, None
        try:
            result = on_model(now)
        except Refused as refused:
            expected = str(refused)
        try:
            on_chain()
            got = None
        except Revert as revert:
            got = revert.reason
        assert got == expected
        return result

    @rule(wait=WAITS)
    def wait(self, wait: int) -> None:
        self.engine.advance(wait)

    @rule(who=people, to=people)
    def recover(self, who: int, to: int) -> None:
        """CNT-18: one account is frozen, and moves once it can; all else about moves is in Recovery's own histories."""
        old, new, recovery = self.people[who], self.people[to], self.system.recovery
        if who == to or self.moves.moved or self.moves.frozen:
            return
        recovery.accept(old, sender=new)
        recovery.approve(old, new, sender=self.owner)
        self.moves.frozen.add(old.address)

    @rule()
    def execute(self) -> None:
        """CNT-18: the frozen account has moved."""
        recovery = self.system.recovery
        for old in tuple(self.moves.frozen):
            move = recovery.move_of(old)
            self.engine.time = max(self.engine.time, move["at"])
            recovery.execute(old, sender=self.owner)
            self.moves.frozen.remove(old)
            self.moves.moved[old] = move["to"]

    def teardown(self) -> None:
        self.engine.restore(self.snapshot)


class NameHistories(Histories):
    """MailNames.vy."""

    def set_up(self) -> None:
        self.model = models.Names(self.system.params, self.moves, home_of(self.system.names))

    @rule(who=people, name=st.sampled_from(NAMES))
    def commit(self, who: int, name: bytes) -> None:
        made = name_commitment(self.model.home, keccak(name), self.names_[who], NONE)
        self.both(
            lambda: self.system.names.commit(made, sender=self.people[who]), lambda now: self.model.commit(made, now)
        )

    @rule(
        who=people,
        name=st.sampled_from(NAMES),
        days=st.sampled_from([30, 31, 60, 365, 29, 366]),
        key=st.sampled_from(KEYS),
        committed=st.booleans(),
    )
    def register(self, who: int, name: bytes, days: int, key: tuple[int, int], committed: bool) -> None:
        if committed:
            self.commit(who, name)
            self.engine.advance(self.system.params.name_commit_age)
        self.both(
            lambda: self.system.names.register(name, days, *key, NONE, b"", sender=self.people[who]),
            lambda now: self.model.register(self.names_[who], name, days, key, NONE, now),
        )

    @rule(who=people, name=st.sampled_from(NAMES), days=st.sampled_from([0, 1, 30, 100, 400]))
    def renew(self, who: int, name: bytes, days: int) -> None:
        self.both(
            lambda: self.system.names.renew(keccak(name), days, sender=self.people[who]),
            lambda now: self.model.renew(keccak(name), days, now),
        )

    @rule(who=people, name=st.sampled_from(NAMES), to=people)
    def transfer(self, who: int, name: bytes, to: int) -> None:
        self.both(
            lambda: self.system.names.transfer(keccak(name), self.people[to], sender=self.people[who]),
            lambda now: self.model.transfer(self.names_[who], keccak(name), self.names_[to], now),
        )

    @rule(who=people, key=st.sampled_from(KEYS))
    def set_key(self, who: int, key: tuple[int, int]) -> None:
        self.both(
            lambda: self.system.names.set_key(*key, sender=self.people[who]),
            lambda now: self.model.set_key(self.names_[who], *key),
        )

    @rule(who=people, name=st.sampled_from(NAMES), none=st.booleans())
    def set_primary(self, who: int, name: bytes, none: bool) -> None:
        wanted = NONE if none else keccak(name)
        self.both(
            lambda: self.system.names.set_primary(wanted, sender=self.people[who]),
            lambda now: self.model.set_primary(self.names_[who], wanted, now),
        )

    @rule(who=people, by=people)
    def follow(self, who: int, by: int) -> None:
        self.both(
            lambda: self.system.names.follow(self.people[who], sender=self.people[by]),
            lambda now: self.model.follow(self.names_[who]),
        )

    @rule(who=people, names=st.lists(st.sampled_from(NAMES[:4]), max_size=3))
    def follow_names(self, who: int, names: list[bytes]) -> None:
        hashes = [keccak(n) for n in names]
        self.both(
            lambda: self.system.names.follow_names(self.people[who], hashes, sender=self.owner),
            lambda now: self.model.follow_names(self.names_[who], hashes),
        )

    @invariant()
    def same_state(self) -> None:
        """CNT-M-12: one owner a name, keys on the curve, fees in the contract."""
        now, names = self.engine.time, self.system.names
        for text in NAMES:
            name = keccak(text)
            owner, day = self.model.names.get(name, ("0x" + "00" * 20, 0))
            assert names.name_of(name) == (owner, day * DAY)
            assert names.is_free(name) == self.model.is_free(name, now)
            if owner in self.names_ and now < day * DAY:
                assert names.resolve(name)[0] == owner
        for person in self.names_:
            version, x, y = self.model.keys.get(person, (0, 0, 0))
            key = bytes([2 + y % 2]) + x.to_bytes(32, "big") if version else b""
            assert names.key_of(person) == (version, key)
            assert names.primary_of(person) == self.model.primary_of(person, now)
        assert self.system.token.balanceOf(names) == self.model.fees


class MailHistories(Histories):
    """Mail.vy."""

    def set_up(self) -> None:
        self.model = models.Mail(self.system.params, self.moves)
        self.before = {n: self.system.token.balanceOf(n) for n in self.names_}

    @rule(
        who=people,
        to=people,
        body=st.binary(max_size=40) | st.sampled_from([b"\1" * 1023, b"\1" * 1024]),
        postage=st.sampled_from([0, 1, CNT, 2 * CNT, 2**80]),
        stored=st.booleans(),
    )
    def send(self, who: int, to: int, body: bytes, postage: int, stored: bool) -> None:
        mail = self.system.mail
        entry = mail.send_stored if stored else mail.send
        number = self.both(
            lambda: entry(self.people[to], 1, body, postage, sender=self.people[who]),
            lambda now: self.model.send(self.names_[who], self.names_[to], 1, body, postage, now),
        )
        if number and stored:
            assert mail.body_of(self.people[to], number) == body

    @rule(who=people, minimum=st.sampled_from([0, 1, CNT, 2**80]))
    def set_postage(self, who: int, minimum: int) -> None:
        self.both(
            lambda: self.system.mail.set_postage(minimum, sender=self.people[who]),
            lambda now: self.model.set_postage(self.names_[who], minimum),
        )

    @rule(who=people, senders=st.lists(people, max_size=3), yes=st.booleans())
    def allow(self, who: int, senders: list[int], yes: bool) -> None:
        self.both(
            lambda: self.system.mail.allow([self.people[s] for s in senders], yes, sender=self.people[who]),
            lambda now: self.model.allow(self.names_[who], [self.names_[s] for s in senders], yes),
        )

    @rule(who=people, whose=people, numbers=st.lists(st.integers(0, 6), min_size=1, max_size=3))
    def collect(self, who: int, whose: int, numbers: list[int]) -> None:
        self.both(
            lambda: self.system.mail.collect(self.people[whose], numbers, sender=self.people[who]),
            lambda now: self.model.collect(self.names_[who], self.names_[whose], numbers, now),
        )

    @rule(whose=people, data=st.data())
    def collect_what_waits(self, whose: int, data: st.DataObject) -> None:
        name = self.names_[whose]
        if waiting := sorted(n for account, n in self.model.escrows if account == name):
            who = self.names_.index(self.moves.last(name))
            self.collect(who, whose, [data.draw(st.sampled_from(waiting))])

    @rule(whose=people, by=people, numbers=st.lists(st.integers(0, 6), min_size=1, max_size=3))
    def refund(self, whose: int, by: int, numbers: list[int]) -> None:
        self.both(
            lambda: self.system.mail.refund(self.people[whose], numbers, sender=self.people[by]),
            lambda now: self.model.refund(self.names_[whose], numbers, now),
        )

    @rule(whose=people, wait=st.sampled_from([0, 31 * DAY]))
    def refund_what_waits(self, whose: int, wait: int) -> None:
        self.engine.advance(wait)
        if waiting := sorted(n for account, n in self.model.escrows if account == self.names_[whose]):
            self.refund(whose, 0, waiting[:64])

    @rule(who=people, by=people)
    def follow(self, who: int, by: int) -> None:
        self.both(
            lambda: self.system.mail.follow(self.people[who], sender=self.people[by]),
            lambda now: self.model.follow(self.names_[who], now),
        )

    @rule(stop=st.booleans())
    def pause(self, stop: bool) -> None:
        mail = self.system.mail
        (mail.pause if stop else mail.unpause)(sender=self.owner)
        self.model.paused = stop

    @invariant()
    def same_state(self) -> None:
        """CNT-M-13, CNT-M-14: every inbox's word is that of its whole history; the contract holds what waits."""
        mail, token = self.system.mail, self.system.token
        for name in self.names_:
            assert mail.inbox(name) == self.model.inbox[name]
            assert mail.has_moved(name) == (name in self.model.gone)
            assert token.balanceOf(name) - self.before[name] == self.model.ledger[name]
            sender = self.names_[0]
            least = 0 if (name, sender) in self.model.allowed else self.model.minimum[name]
            assert mail.postage_of(name, sender) == least
        for (account, number), (sender, amount, day) in self.model.escrows.items():
            assert mail.escrow_of(account, number) == (sender, amount, day * DAY)
        assert token.balanceOf(mail) == sum(amount for _, amount, _ in self.model.escrows.values())


class TradeHistories(Histories):
    """Attachments.vy."""

    def set_up(self) -> None:
        self.model = models.Attachments(self.system.params, self.moves)
        self.before = {n: self.system.token.balanceOf(n) for n in self.names_}
        self.cipher: dict[int, Ciphertext] = {}

    orders = st.integers(0, 4)

    @rule(who=people, seller=people, price=st.sampled_from([0, 1, 5 * CNT]), key=st.sampled_from(KEYS))
    def order(self, who: int, seller: int, price: int, key: tuple[int, int]) -> None:
        self.both(
            lambda: self.system.attachments.order(
                self.people[seller], PROMISED.root, price, *key, sender=self.people[who]
            ),
            lambda now: self.model.order(self.names_[who], self.names_[seller], PROMISED.root, price, key, now),
        )

    @rule(who=people, number=orders, honest=st.booleans())
    def seal(self, who: int, number: int, honest: bool) -> None:
        made = HONEST if honest else SPOILT
        sold, before = self.system.attachments, self._state(number)
        self.both(
            lambda: sold.seal(number, made.root, keccak(SECRET), NONE, 0, sender=self.people[who]),
            lambda now: self.model.seal(self.names_[who], number, made.root, keccak(SECRET), now),
        )
        if self._state(number) != before:
            self.cipher[number] = made

    def _state(self, number: int) -> int:
        return self.model.orders[number - 1].state if 0 < number <= len(self.model.orders) else 0

    @rule(who=people, number=orders)
    def confirm(self, who: int, number: int) -> None:
        self.both(
            lambda: self.system.attachments.confirm(number, sender=self.people[who]),
            lambda now: self.model.confirm(self.names_[who], number, now),
        )

    @rule(who=people, number=orders, key=st.sampled_from([SECRET, keccak(text="wrong")]))
    def reveal(self, who: int, number: int, key: bytes) -> None:
        root = self.cipher.get(number, HONEST).root
        self.both(
            lambda: self.system.attachments.reveal(number, PROMISED.root, root, key, sender=self.people[who]),
            lambda now: self.model.reveal(self.names_[who], number, key, now),
        )

    @rule(number=orders)
    def go_on(self, number: int) -> None:
        """The next step by whoever has to make it, so that histories reach the end."""
        state = self._state(number)
        if not state:
            return
        found = self.model.orders[number - 1]
        seller, buyer = (self.names_.index(self.moves.last(a)) for a in (found.seller, found.buyer))
        if state == models.ORDERED:
            self.seal(seller, number, number % 2 == 0)
        elif state == models.SEALED:
            self.confirm(buyer, number)
        elif state == models.CONFIRMED:
            self.reveal(seller, number, SECRET)

    @rule(who=people, number=orders, place=st.integers(0, 2), key=st.sampled_from([SECRET, keccak(text="wrong")]))
    def complain(self, who: int, number: int, place: int, key: bytes) -> None:
        made = self.cipher.get(number, HONEST)
        leaf, path = made.leaves[place], made.tree.proof(place)
        digest, plain = PROMISED.digests[place], PROMISED.tree.proof(place)
        self.both(
            lambda: self.system.attachments.complain(
                number, PROMISED.root, made.root, key, place, leaf, path, digest, plain, sender=self.people[who]
            ),
            lambda now: self.model.complain(number, key, place, leaf, path, digest, plain, now),
        )

    @rule(number=orders, freeze=st.booleans(), to=people)
    def complain_of_garbage(self, number: int, freeze: bool, to: int) -> None:
        """CNT-15, CNT-18: a proof that counts, for a buyer that is free or is being moved just then."""
        if self._state(number) == models.REVEALED and self.cipher[number] is SPOILT:
            if freeze:
                self.recover(self.names_.index(self.model.orders[number - 1].buyer), to)
            self.complain(0, number, 1, SECRET)

    @rule(who=people, number=orders)
    def refund(self, who: int, number: int) -> None:
        self.both(
            lambda: self.system.attachments.refund(number, sender=self.people[who]),
            lambda now: self.model.refund(number, now),
        )

    @rule(who=people, number=orders)
    def claim(self, who: int, number: int) -> None:
        self.both(
            lambda: self.system.attachments.claim(number, sender=self.people[who]),
            lambda now: self.model.claim(number, now),
        )

    @rule(stop=st.booleans())
    def pause(self, stop: bool) -> None:
        sold = self.system.attachments
        (sold.pause if stop else sold.unpause)(sender=self.owner)
        self.model.paused = stop

    @invariant()
    def same_state(self) -> None:
        """CNT-M-15: orders end once; the contract holds the prices of those that have not."""
        sold, token = self.system.attachments, self.system.token
        assert sold.orders() == len(self.model.orders)
        for number, order in enumerate(self.model.orders, 1):
            found = (order.seller, order.buyer, order.price, order.state, order.deadline)
            assert sold.order_of(number)[:5] == found
        for name in self.names_:
            assert token.balanceOf(name) - self.before[name] == self.model.ledger[name]
        assert token.balanceOf(sold) == self.model.escrowed


@pytest.mark.parametrize("histories", [NameHistories, MailHistories, TradeHistories])
def test_histories__contract_and_model__agree(engine, system, owner, histories):
    """CNT-13 … CNT-16: any order of moves by three people, with waits, pauses and an account that moves."""
    bound = type(histories.__name__, (histories,), {"engine": engine, "system": system, "owner": owner})
    run_state_machine_as_test(bound)
