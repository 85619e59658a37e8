# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: MIT
"""
@title Notices: contracts tell who wants to be told (CNT-17)
@notice What it is for: an account names a source (a contract, or any account) and a topic of which it wants to hear; the source
        posts notices of at most 256 bytes to it. A gateway follows the log and turns notices into e-mail. Each subscriber's
        notices are numbered from 1, so that a gateway that was away can go on and sees whether it missed one.
        Who may do what: anybody opts itself in and out; a source notifies those who opted in to it, on that topic.
        A topic is 32 bytes of ASCII, filled up with zeros ("fee pool low"); a body is UTF-8 text for a person.
        Invariants (docs/security.md, CNT-G): no notice without the subscriber's consent to its source and topic; numbers rise
        by one; no value passes through.
        How it is stopped: by opting out. It has no owner, no pause, and holds nothing.
@license MIT
"""

# bytes of a body at most
SIZE: constant(uint256) = 256

# subscriber -> source -> topic -> whether it wants to be told
opted_in: public(HashMap[address, HashMap[address, HashMap[bytes32, bool]]])
# subscriber -> number of its last notice
sequence: public(HashMap[address, uint256])

event OptedIn:
    subscriber: indexed(address)
    source: indexed(address)
    topic: indexed(bytes32)

event OptedOut:
    subscriber: indexed(address)
    source: indexed(address)
    topic: indexed(bytes32)

event Notified:
    subscriber: indexed(address)
    source: indexed(address)
    topic: indexed(bytes32)
    number: uint256
    body: Bytes[SIZE]


@external
def opt_in(source: address, topic: bytes32):
    """
    @notice The caller wants to be told by a source on a topic. Opting in again changes nothing.
    """
    assert source != empty(address), "Notices: source is zero"
    self.opted_in[msg.sender][source][topic] = True
    log OptedIn(subscriber=msg.sender, source=source, topic=topic)


@external
def opt_out(source: address, topic: bytes32):
    """
    @notice The caller does not want to be told any more.
    """
    self.opted_in[msg.sender][source][topic] = False
    log OptedOut(subscriber=msg.sender, source=source, topic=topic)


@external
def notify(subscriber: address, topic: bytes32, body: Bytes[SIZE]) -> uint256:
    """
    @notice Tells a subscriber. Only a source that it opted in to, on that topic; a contract that must not fail for this asks
            `opted_in` first.
    @return The notice's number among the subscriber's, from 1.
    """
    assert self.opted_in[subscriber][msg.sender][topic], "Notices: not opted in"
    number: uint256 = self.sequence[subscriber] + 1
    self.sequence[subscriber] = number
    log Notified(subscriber=subscriber, source=msg.sender, topic=topic, number=number, body=body)
    return number
