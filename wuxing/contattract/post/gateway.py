# SPDX-License-Identifier: MIT
"""The gateway (CNT-17): notices on chain become e-mail, and answers to it become messages on chain.

A `step` reads what is confirmed, pokes the adapters, sends what is due, and brings replies to the chain; all that it
has to remember is in the outbox, so a gateway may be killed at any moment.

Towards the mail server a letter goes once, but for one case: the server took the data, and the gateway (or the
connection) died before the answer was noted. Then it goes again, with the same Message-ID, by which mail stores drop
the second.
A reply is posted once: before it is tried again, the log of Mail.vy is searched for the exact bytes that were sent.

No mailbox gets notices that did not agree to them: who registers one has it asked, by one letter with a code.

Notices, letters, answers and subjects to poke are taken one by one: what fails for a reason of its own is set aside
with that reason, and the next goes on; what fails for all (the node, the database, the mail server) waits.
"""

from __future__ import annotations

import logging
import re
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from email.message import Message
from typing import Any

from eth_abi import decode
from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_hash.auto import keccak
from eth_utils import to_canonical_address, to_checksum_address

from wuxing.contattract.post import letters, postman
from wuxing.contattract.post.outbox import CONFIRMED, Letter, Outbox, Overtaken, Reply, Subscriber
from wuxing.contattract.post.postman import AGREE, BOUNCE, REPLY, RETURNED, STOP, Relay, readable
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
SESSIONS = 100
"""Sessions with the mail server in a step: a server may end one after each letter."""
_WORLD = (EngineError, postman.Unreachable, sqlite3.Error)
"""What fails for all: the node, the mail server, the disk."""
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
    endings: dict[str, int] = field(default_factory=dict)
    """Times that a letter, by its id, alone ended a session of its own."""
    doubted: dict[str, Letter] = field(default_factory=dict)
    """Those of them that pay with a try as soon as the server takes another letter."""

    @property
    def chain(self) -> str:
        """What letters' ids are made from."""
        return f"{self.engine.chain_id}/{self.notices.address}"

    @property
    def sender(self) -> str:
        """Who letters are from."""
        return f"notices@{self.domain}"

    def step(self) -> None:
        """Everything once. What cannot be done now is logged and waits, whatever the reason: nothing ends a gateway."""
        for part in (self.read, self.expire, self.poke, self.deliver, self.post):
            try:
                part()
            except (GatewayError, *_WORLD) as error:
                LOG.warning("%s: %s", part.__name__, readable(str(error), lines=False))
            except Exception:
                LOG.exception("%s", part.__name__)

    def register(self, statement: dict[str, Any]) -> bool:
        """Notes the mailbox that a subscriber signed for; whether it has agreed already. If not, it will be asked.

        A new subscriber's notices from now on wait until it agrees. Raises GatewayError for a statement that is
        malformed, late, older than the last, or signed by another; OutboxError for a mailbox that is named too often.
        """
        try:
            subscriber = to_checksum_address(statement["subscriber"])
            nonce, deadline = int(statement["nonce"]), int(statement["deadline"])
            email = postman.mailbox(str(statement["email"]))
            if not 0 <= nonce < 2**63:
                raise ValueError(f"expected a nonce of at most 63 bits, got {nonce}")
            typed = registration(self.engine.chain_id, self.notices.address, subscriber, email, nonce, deadline)
            signer = Account.recover_message(encode_typed_data(full_message=typed), signature=statement["signature"])
        except Exception as error:  # the libraries' errors differ by where a statement is wrong
            raise GatewayError(
                "expected a statement with subscriber, email, nonce, deadline and signature; "
                f"{readable(repr(error), lines=False)[:400]}"
            ) from None
        if signer != subscriber:
            raise GatewayError(f"expected a statement signed by {subscriber}, this one was signed by {signer}")
        if deadline < self.clock():
            raise GatewayError(f"expected a statement that still holds, this one ended at {deadline}")
        known = self.outbox.subscriber(subscriber)
        if known and nonce <= known.nonce:
            raise GatewayError(f"expected a nonce above {known.nonce}, the last one of {subscriber}; got {nonce}")
        while True:
            now, read = self.clock(), self.outbox.cursor()
            # later blocks may still be replaced, and those that were read are not read again
            since = self._since(subscriber, max(self._confirmed(), read[0] if read else -1))
            try:
                return self.outbox.register(subscriber, email, nonce, since, now, now + DAYS * 86_400) is None
            except Overtaken:
                continue

    def _confirmed(self) -> int:
        """The last block that counts."""
        return self.engine.block_number - 1 - self.confirmations

    def _since(self, subscriber: str, block: int) -> tuple[int, int, str]:
        """The number of a subscriber's last notice up to a block, that block, and its hash."""
        if block < 0:
            return 0, -1, ""
        block_hash = self.engine.block_hash(block).hex()
        told = self.engine.call_after(block, self.notices.address, self.notices.sequence.encode(subscriber))
        return (decode(["uint256"], told)[0] if told else 0), block, block_hash

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
        head, known = self._confirmed(), self._common_ancestor()
        first = known + 1 if known is not None else self.begin
        self._settle(first - 1)
        found = 0
        while first <= head:
            last = min(first + SPAN - 1, head)
            subscribers = self.outbox.subscribers()
            noted = self._letters(first, last, subscribers)
            try:
                self.outbox.read_to(last, self.engine.block_hash(last).hex(), noted, {s.address for s in subscribers})
            except Overtaken:
                continue
            found, first = found + len(noted), last + 1
        return found

    def _settle(self, known: int) -> None:
        """Those whose registration lies in a block that is gone count from `known` on, the last block that stands."""
        for subscriber in self.outbox.subscribers():
            if subscriber.since_block > known and not self._stands(subscriber.since_block, subscriber.since_hash):
                LOG.warning("reorganised: %s counts from block %d on", subscriber.address, known)
                self.outbox.resume_from(subscriber.address, *self._since(subscriber.address, known))

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

    def _letters(self, first: int, last: int, subscribers: list[Subscriber]) -> list[Letter]:
        """The letters of a span of blocks, numbers without a gap."""
        mailboxes = {s.address: s for s in subscribers}
        numbers = {address: self.outbox.last_number(address) for address in mailboxes}
        found = []
        for block, log in self.engine.logs(self.notices.address, NOTIFIED, first=first, last=last):
            topics = (*log.topics[1:4], b"", b"", b"")
            subscriber, source = (to_checksum_address(topic[-20:].rjust(20, b"\0")) for topic in topics[:2])
            if subscriber not in mailboxes:
                continue
            suspended = mailboxes[subscriber].suspended
            state, note = ("dropped", f"suspended: {suspended}") if suspended else ("queued", "")
            try:
                number, body = decode(["uint256", "bytes"], log.data)
            except Exception as error:  # a log that is none of Notices': it has the number that follows
                number, body, state = numbers[subscriber] + 1, log.data, "dropped"
                note = f"expected the log of a notice: {readable(repr(error), lines=False)[:400]}"
                self._set_aside("log", f"block {block}, {subscriber}, number {number}", note, log.data)
            if number <= numbers[subscriber]:
                continue
            if number != numbers[subscriber] + 1:
                raise GatewayError(
                    f"expected notice {numbers[subscriber] + 1} of {subscriber} in blocks {first} to {last}, "
                    f"got {number}: the node's logs have a gap"
                )
            numbers[subscriber] = number
            id_ = postman.message_id(self.chain, subscriber, number, source, topics[2], body, self.domain)
            found.append(Letter(id_, subscriber, number, block, source, topics[2], body, state, 0, 0, note))
        return found

    def _set_aside(self, kind: str, item: str, reason: str, raw: bytes) -> None:
        """Notes what could not be read."""
        self.outbox.set_aside(kind, item, reason, raw)
        LOG.warning("%s of %s is set aside: %s", kind, item, reason)

    # adapters

    def poke(self) -> int:
        """The keeper's round: pokes adapters that have news; how many. One that would fail (not opted in) is left."""
        done = 0
        for errand in self.errands:
            for subject in errand.next():
                try:
                    if not getattr(errand.contract, errand.news)(subject):
                        continue
                    getattr(errand.contract, errand.poke)(subject, sender=self.account)
                    done += 1
                except Revert as error:
                    LOG.debug("%s(%s): %s", errand.poke, subject, readable(error.reason, lines=False))
                except sqlite3.Error:
                    raise
                except Exception as error:
                    _ = self.engine.block_number  # where the node does not answer, it is not the subject
                    LOG.warning("%s(%s): %s", errand.poke, subject, _reason(error))
        return done

    # outbox to mailboxes

    def deliver(self) -> int:
        """Sends what is due; how many were taken. Raises Unreachable while the server takes nothing."""
        now = self.clock()
        due = self.outbox.due(now) if now >= self.pause else []
        sent = 0
        # those that had to wait go last, or a few that end every session would keep the others from the server
        queue = deque(sorted(due, key=lambda letter: letter.due))
        session, opened, fresh = None, 0, False
        ended: list[Letter] = []  # a session of their own each, since a letter was answered
        try:
            while queue:
                letter = queue[0]
                envelope = self._envelope(letter)
                if envelope is None:
                    queue.popleft()
                    continue
                if session is None:
                    if opened == SESSIONS:
                        break
                    session, opened, fresh = self.relay.connect(), opened + 1, True
                try:
                    sent += self._send(session, letter, *envelope)
                except postman.Broken as error:
                    session.close()
                    session = None
                    if fresh or error.begun:
                        queue.popleft()
                    if fresh and not error.begun:
                        self.doubted[letter.id] = letter
                    if fresh:
                        ended.append(letter)
                    if len([x for x in ended if x.id not in self.endings]) == 2:
                        raise postman.Unreachable(
                            f"mail server {self.relay.host} ends its sessions ({error})"
                        ) from None
                    continue
                queue.popleft()
                fresh = False
                ended.clear()
                paid = self._answered(letter)
                queue = deque(x for x in queue if x.id not in paid)
        except postman.Unreachable:
            self.failures += 1
            self.pause = now + _wait(self.failures)
            # not these letters' fault; each waits for itself, so that one that is at fault is found alone
            for place, letter in enumerate(ended):
                if self.doubted.pop(letter.id, None):
                    self.outbox.mark(letter, letter.state, letter.note, self.pause + place * _wait(self.failures))
            raise
        finally:
            if session is not None:
                session.close()
        for letter in ended:
            self.endings[letter.id] = self.endings.get(letter.id, 0) + 1
            LOG.warning("letter %s ended a session with the mail server", letter.id)
            if letter.id in self.doubted:
                self.outbox.mark(letter, letter.state, letter.note, now + _wait(self.endings[letter.id]))
        return sent

    def _answered(self, letter: Letter) -> set[str]:
        """The server is well: it answered about a letter. Others that ended sessions pay with a try; their ids."""
        self.failures = 0
        self.endings.pop(letter.id, None)
        self.doubted.pop(letter.id, None)
        for other in self.doubted.values():
            self.endings[other.id] = self.endings.get(other.id, 0) + 1
            self._defer(other, "ended its session with the mail server, which took others")
        paid = set(self.doubted)
        self.doubted.clear()
        return paid

    def _envelope(self, letter: Letter) -> tuple[str, str, bytes] | None:
        """Where a letter bounces to, where it goes, and its octets; None where it does not go now."""
        is_question = letter.number == 0
        try:
            subscriber = self.outbox.subscriber(letter.subscriber)
            if is_question and (ended := self.outbox.request_of(letter).ended):
                self.outbox.mark(letter, "dropped", ended)
                return None
            if not is_question and (subscriber is None or subscriber.suspended):
                self.outbox.mark(letter, "dropped", f"suspended: {subscriber.suspended if subscriber else 'unknown'}")
                return None
            if is_question:
                return self._question(letter)
            if subscriber is None or not subscriber.email:
                return None  # registered anew since this round began
            return self._notice(letter, subscriber.email)
        except _WORLD:
            raise
        except Exception as error:
            self._leave(letter, error)
            return None

    def _send(self, session: Any, letter: Letter, bounce_to: str, to: str, data: bytes) -> bool:
        """Whether the server took a letter. Raises Broken where the session ended."""
        tries = letter.attempts + 1
        again = "may have arrived before" if letter.state == "sending" else ""
        try:
            postman.send(
                session,
                bounce_to,
                to,
                data,
                lambda: self.outbox.mark(letter, "sending", again, attempts=tries, email=to),
            )
        except postman.Refused as error:
            self._drop(letter, str(error), tries, error.for_good)
            return False
        except postman.Deferred as error:
            self._defer(letter, str(error))
            return False
        except postman.Broken as error:
            if error.begun:
                self._defer(letter, str(error))
            else:
                self.outbox.mark(letter, letter.state, letter.note, letter.due)
            raise
        except _WORLD:
            raise
        except Exception as error:
            self._leave(letter, error)
            session.close()  # nobody knows where it stands
            return False
        self.outbox.mark(letter, "sent", again, attempts=tries, email=to)
        return True

    def _leave(self, letter: Letter, error: Exception) -> None:
        """Sets a letter aside that cannot be made or said."""
        self.outbox.mark(letter, "aside", _reason(error))
        LOG.warning("letter %s is set aside: %s", letter.id, _reason(error))

    def _defer(self, letter: Letter, reason: str) -> None:
        """A letter that is tried again later, up to its last try."""
        tries = letter.attempts + 1
        if tries >= TRIES:
            self._drop(letter, reason, tries, False)
        else:
            self.outbox.mark(letter, self.outbox.state_of(letter), reason, self.clock() + _wait(tries), tries)
        LOG.warning("letter %s, try %d: %s", letter.id, tries, reason)

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

    def _notice(self, letter: Letter, to: str) -> tuple[str, str, bytes]:
        """Where a notice's letter bounces to and goes, and its octets."""
        number = abs(letter.number)
        reply_to, bounce_to, stop_at = (self._own(kind, letter.subscriber, number) for kind in (REPLY, BOUNCE, STOP))
        said = (letter.id, letter.source, letter.topic, number, letter.body)
        return bounce_to, to, postman.letter(self.sender, to, reply_to, stop_at, *said, self.clock())

    def _question(self, letter: Letter) -> tuple[str, str, bytes]:
        """Where the letter about a request bounces to and goes, and its octets."""
        serial = self.outbox.request_of(letter).serial
        code = postman.token(self.outbox.secret, AGREE, letter.subscriber, serial)
        reply_to, bounce_to = (self._own(kind, letter.subscriber, serial) for kind in (AGREE, RETURNED))
        id_ = f"<{letter.id}@{self.domain}>"
        said = (id_, letter.subscriber, code, DAYS, self.clock())
        return bounce_to, letter.email, postman.question(self.sender, letter.email, reply_to, *said)

    # mailboxes to outbox

    def accept(self, to: str, raw: bytes, sender: str) -> str:
        """What the SMTP listener answers to a message of `sender` for one of our addresses, after it was noted."""
        try:
            return self._accept(to, raw, sender)
        except sqlite3.Error:
            raise  # its server keeps it
        except Exception as error:
            reason = str(error) if isinstance(error, postman.Unreadable) else _reason(error)
            self._set_aside("message", f"{readable(to, lines=False)[:100]} {keccak(raw).hex()[:16]}", reason, raw)
            told = reason if isinstance(error, postman.Unreadable) else "expected a message that can be read"
            return f"554 5.6.0 {told}"

    def _accept(self, to: str, raw: bytes, sender: str) -> str:
        found = postman.read_address(self.outbox.secret, to, self.domain)
        if found is None:
            return "550 5.1.1 no such address"
        kind, subscriber, number = found
        if kind == STOP:
            return self._accept_stop(subscriber, number, sender)
        message = postman.parsed(raw)
        if kind == AGREE:
            return self._accept_agreement(number, message, sender)
        if kind == RETURNED:
            if reason := postman.hard_bounce(message):
                self.outbox.refuse(self.outbox.request(number), f"could not be delivered ({reason})")
            return "250 2.0.0 noted"
        letter = self.outbox.letter(subscriber, number)
        known = self.outbox.subscriber(subscriber)
        if letter is None or known is None:
            return "550 5.1.1 no such letter"
        if kind == BOUNCE:
            # a bounce that is late does not tell of the mailbox that they go to by now
            if (reason := postman.hard_bounce(message)) and letter.email == known.email:
                self.outbox.suspend(subscriber, reason)
                LOG.warning("%s is suspended: %s", subscriber, reason)
            return "250 2.0.0 noted"
        if postman.is_automatic(message, sender):
            return "250 2.0.0 automatic, dropped"
        if not postman.is_from(message, known.email):
            return "550 5.7.1 expected an answer from the mailbox that letters go to"
        if postman.has_files(message):
            return "554 5.6.0 expected an answer as plain text, files are not carried"
        id_, text = postman.identity(message, raw), postman.answer_in(message).encode()
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

    def _accept_stop(self, subscriber: str, number: int, sender: str) -> str:
        letter, known = self.outbox.letter(subscriber, number), self.outbox.subscriber(subscriber)
        if letter is None or known is None:
            return "550 5.1.1 no such letter"
        if sender and letter.email == known.email:
            self.outbox.suspend(subscriber, "its mailbox asked for no more")
        return "250 2.0.0 no more letters"

    def _accept_agreement(self, serial: int, message: Message, sender: str) -> str:
        request = self.outbox.request(serial)
        if postman.is_automatic(message, sender):
            return "250 2.0.0 automatic, dropped"
        if not postman.is_from(message, request.email):
            return "550 5.7.1 expected an answer from the mailbox that was asked"
        if not re.match(r"yes\b", postman.answer_in(message), re.IGNORECASE):
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
        done = 0
        for reply in self.outbox.replies(self.clock()):
            try:
                done += self._post(self.mail, reply)
            except sqlite3.Error:
                raise
            except EngineError as error:
                _ = self.engine.block_number  # where the node does not answer at all, it is not the reply
                self._put_off(reply, reply.state, error)
            except Exception as error:
                self.outbox.mark_reply(reply, "aside", note=_reason(error))
                LOG.warning("reply of %s is set aside: %s", reply.subscriber, _reason(error))
        return done

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
            self._put_off(reply, "posting", error)
            return False
        self.outbox.mark_reply(reply, "posted")
        return True

    def _put_off(self, reply: Reply, state: str, error: Exception) -> None:
        """A reply that is tried again later, up to its last try."""
        tries = reply.attempts + 1
        state = "dropped" if tries >= TRIES or isinstance(error, GatewayError) else state
        self.outbox.mark_reply(reply, state, attempts=tries, due=self.clock() + _wait(tries), note=_reason(error))
        LOG.warning("reply of %s to notice %d: %s", reply.subscriber, reply.number, _reason(error))

    def _is_posted(self, mail: Contract, reply: Reply) -> bool:
        """Whether these bytes went to the recipient since the block in which they were first sent."""
        head, wanted = self.engine.block_number - 1, (reply.recipient, self.account.address)
        topics = [to_canonical_address(address).rjust(32, b"\0") for address in wanted]
        for first in range(reply.block, head + 1, SPAN):
            for _, log in self.engine.logs(mail.address, SENT, first, min(first + SPAN - 1, head), *topics):
                if decode(["uint256", "uint256", "uint256", "uint256", "bytes"], log.data)[4] == reply.body:
                    return True
        return False


def _reason(error: Exception) -> str:
    """What an error says, in a line."""
    said = str(error).partition("\n")[0]
    return readable(f"{said} ({type(error).__name__})" if said else type(error).__name__, lines=False)[:400]


def _wait(tries: int) -> float:
    """Seconds until the next try: half a minute, doubled each time, an hour at most."""
    return min(30 * 2 ** (tries - 1), 3_600)
