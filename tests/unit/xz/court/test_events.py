# SPDX-License-Identifier: MIT
"""CliqueCourt's events (XZ-20)."""

from __future__ import annotations

from eth_utils import to_checksum_address

from tests.events import emitted
from tests.unit.xz.court.conftest import hexed
from wuxing.xz import evidence
from wuxing.xz.evidence import SignerSet


def test_report__double_seal__events_of_the_offence_and_of_the_stake(engine, xz, earn, signers, twins, keeper):
    signer = next(a for a in map(engine.account, range(20, 27)) if bytes.fromhex(a.address[2:]) == signers[0])
    token = earn(signer, 20)
    xz.token.approve(xz.mine, 2**256 - 1, sender=signer)
    xz.mine.top_up(token, 1_000, 0, sender=signer)
    a, b = twins()
    _, offence = xz.court.judgeDoubleSeal(a.raw, b.raw)
    receipt = xz.court.reportDoubleSeal(a.raw, b.raw, [token], sender=keeper)
    emitted(
        receipt, "CliqueCourt.OffenceOpened",
        offence=offence, signer=signer, height=a.number, skip=False, reporter=keeper,
    )  # fmt: skip
    emitted(receipt, "CliqueCourt.StakeForfeited", offence=offence, signer=signer, reporter=keeper, amount=1_000)


def test_certify__next_set__event(engine, xz, keys, signers, keeper):
    members = signers[:3]
    signed = evidence.certify(SignerSet(100, tuple(members)), list(keys.values()), engine.chain_id, xz.court.address)
    receipt = xz.court.certify(100, [hexed(m) for m in members], signed, sender=keeper)
    emitted(
        receipt, "CliqueCourt.SignerSetCertified",
        fromBlock=100, signers=[to_checksum_address(hexed(m)) for m in members],
    )  # fmt: skip
