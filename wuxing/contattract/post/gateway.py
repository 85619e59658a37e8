# SPDX-License-Identifier: MIT
"""The gateway (CNT-17): notices on chain become e-mail, and answers to it become messages on chain.

A `step` reads what is confirmed, pokes the adapters, sends what is due, and brings replies to the chain; all that it
has to remember is in the outbox, so a gateway may be killed at any moment.

Towards the mail server a letter goes once, but for one case: the server took the data, and the gateway (or the
connection) died before the answer was noted. Then it goes again, with the same Message-ID, by which mail stores drop
the second.
A reply is posted once: before it is tried again, the log of Mail.vy is searched for the exact bytes that were sent.

No mailbox gets notices that did not agree to them: who registers one has it asked, by one letter with a code.
"""

from __future__ import annotations

import logging
import re
import sqlite3
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from eth_abi import decode
from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_hash.auto import keccak
from eth_keys.exceptions import BadSignature, ValidationError
from eth_utils import to_checksum_address

from wuxing.contattract.post import letters, postman
from wuxing.contattract.post.outbox import CONFIRMED, Letter, Outbox, Reply
from wuxing.contattract.post.postman import AGREE, BOUNCE, REPLY, RETURNED, STOP, Relay
from wuxing.contattract.signing import registration
from wuxing.engine import Contract, EngineError, Revert
from wuxing.engine.ape_network import ApeEngine

LOG = logging.getLogger("wuxing.gateway")
NOTIFIED = keccak(b"Notified(address,address,bytes32,uint256,bytes)")
SENT = keccak(b"Sent(address,address,uint256,uint256,uint256,uint256,bytes)")
ANSWER = 800
"""Bytes of an answer at most: the sealed letter that quotes who says it is below Mail's 1,024."""
ANSWERS = 3
"""Answers to a letter that go to the chain: the gateway pays for them."""
DAYS = 3
"""Days that a mailbox has to agree."""
SPAN = 5_000
"""Blocks asked for at once."""
TRIES = 12
"""Times that a letter or a reply is tried before it is dropped; the last wait is an hour."""
_POKES = 100
"""Numbers or accounts that a step asks each adapter about."""


class GatewayError(Exception):
    """What stops a step: what was expected and what came."""


@dataclass
class Errand:
    """What the keeper looks after: it asks `news` of each of `subjects()` in turn, and pokes where there are."""

    contract: Contract
    news: str
    poke: str
    subjects: Callable[[], list[Any]]
    at: int = 0

    def next(self) -> Iterable[Any]:
        """The next few subjects, round and round."""
        known = self.subjects()
        chosen = [known[(self.at + i) % len(known)] for i in range(min(len(known), _POKES))]
        self.at = (self.at + len(chosen)) % max(len(known), 1)
        return chosen


@dataclass
class Gateway:
    """One gateway on one chain. `account` signs pokes and replies; times are seconds of `clock`."""

    engine: ApeEngine
    notices: Contract
    outbox: Outbox
    relay: Relay
    domain: str
    clock: Callable[[], float]
    account: Any = None
    mail: Contract | None = None
    names: Contract | None = None
    confirmations: int = 12
    begin: int = 0
    errands: list[Errand] = field(default_factory=list)
    postage: int = 0
    """Wei of CNT that a reply may cost at most."""
    failures: int = 0
    """Times in a row that the mail server took nothing."""
    pause: float = 0
    """Second until which it is left alone for that."""

    @property
    def chain(self) -> str:
        """What letters' ids are made from."""
        return f"{self.engine.chain_id}/{self.notices.address}"

    @property
    def sender(self) -> str:
        """Who letters are from."""
        return f"notices@{self.domain}"

    def step(self) -> None:
        """Everything once. What cannot be done now is logged and waits."""
        for part in (self.read, self.expire, self.poke, self.deliver, self.post):
            try:
                part()
            except (GatewayError, EngineError, Revert, postman.Unreachable, sqlite3.Error) as error:
                LOG.warning("%s: %s", part.__name__, error)

    def register(self, statement: dict[str, Any]) -> bool:
        """Notes the mailbox that a subscriber signed for; whether it has agreed already. If not, it will be asked.

        A new subscriber's notices from now on wait until it agrees. Raises GatewayError for a statement that is
        malformed, late, older than the last, or signed by another; OutboxError for a mailbox that is named too often.
        """
        try:
            subscriber = to_checksum_address(statement["subscriber"])
            nonce, deadline = int(statement["nonce"]), int(statement["deadline"])
            email = postman.mailbox(str(statement["email"]))
            typed = registration(self.engine.chain_id, self.notices.address, subscriber, email, nonce, deadline)
            signer = Account.recover_message(encode_typed_data(full_message=typed), signature=statement["signature"])
        except (KeyError, TypeError, ValueError, BadSignature, ValidationError) as error:
            raise GatewayError(
                f"expected a statement with subscriber, email, nonce, deadline and signature; {error!r}"
            ) from None
        if signer != subscriber:
            raise GatewayError(f"expected a statement signed by {subscriber}, this one was signed by {signer}")
        if deadline < self.clock():
            raise GatewayError(f"expected a statement that still holds, this one ended at {deadline}")
        known = self.outbox.subscriber(subscriber)
        if known and nonce <= known.nonce:
            raise GatewayError(f"expected a nonce above {known.nonce}, the last one of {subscriber}; got {nonce}")
        now, since = self.clock(), self.notices.sequence(subscriber)
        return self.outbox.register(subscriber, email, nonce, since, now, now + DAYS * 86_400) is None

    def confirm(self, code: str) -> str:
        """Lets notices go to the mailbox that got this code; the mailbox.

        Raises GatewayError for a code that is not ours, or does not count any more.
        """
        found = postman.read_token(self.outbox.secret, AGREE, code.strip())
        if found is None:
            raise GatewayError(f"expected a code of a letter from this gateway, got {code[:80]!r}")
        if (ended := self.outbox.confirm(found[1], self.clock())) != "":
            raise GatewayError(f"expected a code that still counts, its request {ended}: register again")
        return self.outbox.request(found[1]).email

    def expire(self) -> None:
        """Ends requests that no mailbox agreed to in time."""
        self.outbox.expire(self.clock())

    def run(self, stop: threading.Event, interval: float) -> None:
        """Steps until it is told to stop."""
        while not stop.is_set():
            self.step()
            stop.wait(interval)

    # chain to outbox

    def read(self) -> int:
        """Notes the notices of all confirmed blocks; how many. Raises GatewayError where the node leaves one out."""
        head = self.engine.block_number - 1 - self.confirmations
        known = self._common_ancestor()
        first = known + 1 if known is not None else self.begin
        found = 0
        while first <= head:
            last = min(first + SPAN - 1, head)
            noted = self._letters(first, last)
            self.outbox.read_to(last, self.engine.block_hash(last).hex(), noted)
            found, first = found + len(noted), last + 1
        return found

    def _common_ancestor(self) -> int | None:
        """The last block that was read and still is on the chain; forgets what came after it."""
        last = self.outbox.cursor()
        if last is None or self._stands(*last):
            return last[0] if last else None
        standing = (number for number, known in self.outbox.blocks() if self._stands(number, known))
        found = next(standing, self.begin - 1)
        gone = self.outbox.forget_after(found)
        LOG.warning("reorganised after block %d: %d letters that were not sent are gone", found, gone)
        return found

    def _stands(self, number: int, known: str) -> bool:
        """Whether a block that was read is on the chain."""
        return number < self.engine.block_number and self.engine.block_hash(number).hex() == known

    def _letters(self, first: int, last: int) -> list[Letter]:
        """The letters of a span of blocks, numbers without a gap."""
        mailboxes = {s.address: s for s in self.outbox.subscribers()}
        numbers = {address: self.outbox.last_number(address) for address in mailboxes}
        found = []
        for block, log in self.engine.logs(self.notices.address, NOTIFIED, first=first, last=last):
            subscriber, source = (to_checksum_address(topic[12:]) for topic in log.topics[1:3])
            if subscriber not in mailboxes:
                continue
            number, body = decode(["uint256", "bytes"], log.data)
            if number <= numbers[subscriber]:
                continue
            if number != numbers[subscriber] + 1:
                raise GatewayError(
                    f"expected notice {numbers[subscriber] + 1} of {subscriber} in blocks {first} to {last}, "
                    f"got {number}: the node's logs have a gap"
                )
            numbers[subscriber] = number
            suspended = mailboxes[subscriber].suspended
            id_ = postman.message_id(self.chain, subscriber, number, source, log.topics[3], body, self.domain)
            state, note = ("dropped", f"suspended: {suspended}") if suspended else ("queued", "")
            found.append(Letter(id_, subscriber, number, block, source, log.topics[3], body, state, 0, 0, note))
        return found

    # adapters

    def poke(self) -> int:
        """The keeper's round: pokes adapters that have news; how many. One that would fail (not opted in) is left."""
        done = 0
        for errand in self.errands:
            for subject in errand.next():
                if not getattr(errand.contract, errand.news)(subject):
                    continue
                try:
                    getattr(errand.contract, errand.poke)(subject, sender=self.account)
                    done += 1
                except Revert as error:
                    LOG.debug("%s(%s): %s", errand.poke, subject, error.reason)
        return done

    # outbox to mailboxes

    def deliver(self) -> int:
        """Sends what is due; how many were taken. Raises Unreachable while the server takes nothing."""
        now, taken = self.clock(), 0
        due = self.outbox.due(now) if now >= self.pause else []
        if not due:
            return 0
        try:
            session = self.relay.connect()
        except postman.Unreachable:
            self.failures += 1
            self.pause = now + _wait(self.failures)
            raise
        self.failures = 0
        try:
            for letter in due:
                taken += self._deliver(session, letter)
        finally:
            session.close()
        return taken

    def _deliver(self, session: Any, letter: Letter) -> bool:
        subscriber = self.outbox.subscriber(letter.subscriber)
        assert subscriber is not None
        is_question = letter.number == 0
        if is_question and (ended := self.outbox.request_of(letter).ended):
            self.outbox.mark(letter, "dropped", ended)
            return False
        if subscriber.suspended and not is_question:
            self.outbox.mark(letter, "dropped", f"suspended: {subscriber.suspended}")
            return False
        if not subscriber.email and not is_question:
            return False  # registered anew since this round began
        bounce_to, message = self._question(letter) if is_question else self._notice(letter, subscriber.email)
        tries, to = letter.attempts + 1, message["To"]
        again = "may have arrived before" if letter.state == "sending" else ""
        try:
            postman.send(
                session,
                bounce_to,
                to,
                message,
                lambda: self.outbox.mark(letter, "sending", again, attempts=tries, email=to),
            )
        except postman.Refused as error:
            self._drop(letter, str(error), tries, error.for_good)
            return False
        except postman.Deferred as error:
            if tries >= TRIES:
                self._drop(letter, str(error), tries, False)
            else:
                self.outbox.mark(letter, self.outbox.state_of(letter), str(error), self.clock() + _wait(tries), tries)
            LOG.warning("letter %s, try %d: %s", letter.id, tries, error)
            return False
        self.outbox.mark(letter, "sent", again, attempts=tries, email=to)
        return True

    def _drop(self, letter: Letter, reason: str, tries: int, for_good: bool) -> None:
        """A letter that will not be delivered, and `for_good` no other one either."""
        self.outbox.mark(letter, "dropped", reason, attempts=tries)
        if letter.number == 0:
            self.outbox.refuse(self.outbox.request_of(letter), f"could not be delivered ({reason})")
        elif for_good:
            self.outbox.suspend(letter.subscriber, reason)
        LOG.warning("letter %s: %s", letter.id, reason)

    def _own(self, kind: str, subscriber: str, number: int) -> str:
        return postman.own_address(self.outbox.secret, kind, subscriber, number, self.domain)

    def _notice(self, letter: Letter, to: str) -> tuple[str, EmailMessage]:
        """A notice as e-mail, and where it bounces to."""
        number = abs(letter.number)
        reply_to, bounce_to, stop_at = (self._own(kind, letter.subscriber, number) for kind in (REPLY, BOUNCE, STOP))
        return bounce_to, postman.letter(
            self.sender, to, reply_to, stop_at, letter.id, letter.source, letter.topic, number, letter.body
        )

    def _question(self, letter: Letter) -> tuple[str, EmailMessage]:
        """The letter about a request, and where it bounces to."""
        serial = self.outbox.request_of(letter).serial
        code = postman.token(self.outbox.secret, AGREE, letter.subscriber, serial)
        reply_to, bounce_to = (self._own(kind, letter.subscriber, serial) for kind in (AGREE, RETURNED))
        id_ = f"<{letter.id}@{self.domain}>"
        return bounce_to, postman.question(self.sender, letter.email, reply_to, id_, letter.subscriber, code, DAYS)

    # mailboxes to outbox

    def accept(self, to: str, raw: bytes, sender: str) -> str:
        """What the SMTP listener answers to a message of `sender` for one of our addresses, after it was noted."""
        found = postman.read_address(self.outbox.secret, to, self.domain)
        if found is None:
            return "550 5.1.1 no such address"
        kind, subscriber, number = found
        if kind == AGREE:
            return self._accept_agreement(number, raw, sender)
        if kind == RETURNED:
            if reason := postman.hard_bounce(raw):
                self.outbox.refuse(self.outbox.request(number), f"could not be delivered ({reason})")
            return "250 2.0.0 noted"
        letter = self.outbox.letter(subscriber, number)
        known = self.outbox.subscriber(subscriber)
        if letter is None or known is None:
            return "550 5.1.1 no such letter"
        if kind == BOUNCE:
            # a bounce that is late does not tell of the mailbox that they go to by now
            if (reason := postman.hard_bounce(raw)) and letter.email == known.email:
                self.outbox.suspend(subscriber, reason)
                LOG.warning("%s is suspended: %s", subscriber, reason)
            return "250 2.0.0 noted"
        if kind == STOP:
            if sender and letter.email == known.email:
                self.outbox.suspend(subscriber, "its mailbox asked for no more")
            return "250 2.0.0 no more letters"
        if postman.is_automatic(raw, sender):
            return "250 2.0.0 automatic, dropped"
        if not postman.is_from(raw, known.email):
            return "550 5.7.1 expected an answer from the mailbox that letters go to"
        if postman.has_files(raw):
            return "554 5.6.0 expected an answer as plain text, files are not carried"
        id_, text = postman.identity(raw), postman.answer_in(raw).encode()
        if not text:
            return "554 5.6.0 expected an answer as plain text"
        if len(text) > ANSWER:
            return f"552 5.3.4 expected at most {ANSWER} bytes of text, got {len(text)}"
        # a server that did not hear our answer sends the same message again
        known_by = f"{subscriber} {number} {id_}"
        reply = Reply(known_by, subscriber, number, letter.source, 0, text, "waiting", 0, 0, 0, "")
        if not self.outbox.take(reply, ANSWERS):
            return f"550 5.7.1 expected at most {ANSWERS} answers to a letter"
        return "250 2.0.0 on its way to the chain"

    def _accept_agreement(self, serial: int, raw: bytes, sender: str) -> str:
        request = self.outbox.request(serial)
        if postman.is_automatic(raw, sender):
            return "250 2.0.0 automatic, dropped"
        if not postman.is_from(raw, request.email):
            return "550 5.7.1 expected an answer from the mailbox that was asked"
        if not re.match(r"yes\b", postman.answer_in(raw), re.IGNORECASE):
            return "554 5.6.0 expected the word yes as plain text; notices are not sent to you"
        # a server that did not hear our answer sends the same message again
        if (ended := self.outbox.confirm(serial, self.clock())) not in ("", CONFIRMED):
            return f"550 5.7.1 expected an answer to a request that still counts, this one {ended}"
        return "250 2.0.0 notices go to this mailbox from now on"

    # outbox to chain

    def post(self) -> int:
        """Brings replies to the chain through Mail.vy; how many."""
        if self.mail is None or self.account is None:
            return 0
        return sum(self._post(self.mail, reply) for reply in self.outbox.replies(self.clock()))

    def _post(self, mail: Contract, reply: Reply) -> bool:
        version, body = reply.version, reply.body
        if reply.state == "posting":
            sender = self.account.address
            if (waiting := self.engine.nonce(sender, "pending") - self.engine.nonce(sender)) > 0:
                # it may be the one among them: until they are mined or gone, nobody can tell
                LOG.warning("reply of %s: %d transactions of %s wait to be mined", reply.subscriber, waiting, sender)
                return False
            if self._is_posted(mail, reply):
                self.outbox.mark_reply(reply, "posted")
                return True
        else:
            key = b""
            if self.names is not None:
                version, key = self.names.key_of(reply.recipient)
            text = f"{reply.subscriber} answers:\n{reply.body.decode()}"
            letter = letters.Letter(self.account.address, reply.recipient, f"Notice {reply.number}", text)
            # a source without a key, such as a contract, gets it as it is
            body = letter.sealed(key) if version else letter.to_bytes()
            # from here on these bytes, and no others, are this reply on chain
            block = self.engine.block_number - 1
            self.outbox.mark_reply(reply, "posting", version=version, body=body, block=block)
        try:
            postage = mail.postage_of(reply.recipient, self.account)
            if postage > self.postage:
                raise GatewayError(f"expected postage of at most {self.postage} wei, {reply.recipient} wants {postage}")
            mail.send(reply.recipient, version, body, postage, sender=self.account)
        except (Revert, EngineError, GatewayError) as error:
            tries = reply.attempts + 1
            state = "dropped" if tries >= TRIES or isinstance(error, GatewayError) else "posting"
            self.outbox.mark_reply(
                reply, state, attempts=tries, due=self.clock() + _wait(tries), note=str(error).splitlines()[0]
            )
            LOG.warning("reply of %s to notice %d: %s", reply.subscriber, reply.number, error)
            return False
        self.outbox.mark_reply(reply, "posted")
        return True

    def _is_posted(self, mail: Contract, reply: Reply) -> bool:
        """Whether these bytes went to the recipient since the block in which they were first sent."""
        for _, log in self.engine.logs(mail.address, SENT, first=reply.block, last=self.engine.block_number - 1):
            to, sender = (to_checksum_address(topic[12:]) for topic in log.topics[1:3])
            body = decode(["uint256", "uint256", "uint256", "uint256", "bytes"], log.data)[4]
            if (to, sender, body) == (reply.recipient, self.account.address, reply.body):
                return True
        return False


def _wait(tries: int) -> float:
    """Seconds until the next try: half a minute, doubled each time, an hour at most."""
    return min(30 * 2 ** (tries - 1), 3_600)
