# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title MailNames: names and encryption keys for mail (CNT-13)
@notice What it is for: an account keeps its public encryption key here (secp256k1, checked to be on the curve), and leases
        names that stand for the account. A name is known by the keccak256 of its bytes (UTF-8, 1 to 64); the
        bytes themselves are in the log of its registration.
        Which names: a-z, 0-9 and inner hyphens (never at the places 3 and 4 together) are accepted as they are: all of these
        are normalised by ENSIP-15 and none looks like another script's. ENSIP-15 itself does not fit into a contract, so
        any other name needs the signature of the normaliser, a role, that it is normalised and no confusable. Clients
        check again: a wrong signature lets a bad name in, which honest clients refuse to register, show and resolve.
        Who may do what: anybody commits and registers; the owner of a name transfers it while it is live; anybody renews a
        name for its owner, until its grace is over; an account sets its key and its primary name; anybody lets
        names follow an account that moved (Recovery.vy) and brings the fees to the disk's pool; the owner of this
        contract names the normaliser; the guardian pauses commitments and registrations.
        Invariants (docs/security.md, CNT-M): a name has one owner, and nobody else can have it before its grace is over;
        an account's key is on the curve and changes with its version, by one; a name changes hands by its owner, by
        recovery or after its grace; names and keys of a frozen account stay as they are.
        How it is stopped: a pause stops `commit` and `register`. Renewals, transfers, keys and reading cannot be stopped.
        No reentrancy lock: the contracts called (CNT, the disk, Recovery) are fixed and call nobody back.
@license AGPL-3.0-only
"""

from snekmate.utils import ecdsa
from snekmate.utils import eip712_domain_separator as eip712

from contracts.common import guarded
from contracts.contattract import curve
from contracts.contattract import holder
from contracts.contattract import mail_words as words

initializes: guarded
initializes: eip712

exports: (guarded.__interface__, eip712.eip712Domain)

interface Token:
    def approve(spender: address, amount: uint256) -> bool: nonpayable
    def balanceOf(owner: address) -> uint256: view
    def transferFrom(owner: address, to: address, amount: uint256) -> bool: nonpayable

interface Disk:
    def donate(amount: uint256): nonpayable

struct Terms:
    # wei of CNT for a year of 365 days
    fee: uint256
    # days that a registration is for at least, and that an expiry lies ahead at most
    least: uint256
    most: uint256
    # seconds after the expiry in which the name stays its owner's
    grace: uint256
    # seconds that a commitment must be old, and that it holds
    age: uint256
    life: uint256

_DAY: constant(uint256) = 86_400
_YEAR: constant(uint256) = 365 * 86_400
_BATCH: constant(uint256) = 64
_NORMALISED: constant(bytes32) = keccak256("Normalised(bytes32 name)")

# CNT
token: public(immutable(address))
# whose pool gets the fees
disk: public(immutable(address))
# tells which accounts moved
recovery: public(immutable(address))
# fee and times
TERMS: immutable(Terms)

# whose signature lets in names beyond a-z, 0-9 and hyphen; zero for nobody
normaliser: public(address)
# keccak256 of a name -> its word (mail_words._pack_name)
_names: HashMap[bytes32, uint256]
# account -> x of its key
_keys: HashMap[address, uint256]
# account -> version << 1, and whether y is odd; 0 for no key
_versions: HashMap[address, uint256]
# account -> the name that it goes by
_primary: HashMap[address, bytes32]
# commitment -> second at which it was made
commitments: public(HashMap[bytes32, uint256])

event Committed:
    commitment: indexed(bytes32)

event Registered:
    name: indexed(bytes32)
    owner: indexed(address)
    expiry: uint256
    text: Bytes[64]

event Renewed:
    name: indexed(bytes32)
    payer: indexed(address)
    expiry: uint256

event Transferred:
    name: indexed(bytes32)
    sender: indexed(address)
    to: indexed(address)

event KeySet:
    account: indexed(address)
    version: indexed(uint256)
    x: uint256
    y: uint256

event PrimarySet:
    account: indexed(address)
    name: indexed(bytes32)

event NormaliserSet:
    normaliser: indexed(address)

event FeesDonated:
    amount: uint256


@deploy
def __init__(
    owner: address,
    guardian: address,
    token_: address,
    disk_: address,
    recovery_: address,
    normaliser_: address,
    terms_: Terms,
):
    """
    @notice Fixes fee and times for good. Addresses may be made later.
    @param owner Names the normaliser; the timelock in the end. @param guardian May pause registrations.
    @param token_ CNT. @param disk_ Gets the fees. @param recovery_ Tells which accounts moved.
    @param normaliser_ Signs names beyond a-z, 0-9 and hyphen; zero for nobody. @param terms_ Fee and times.
    """
    guarded.__init__(owner, guardian)
    eip712.__init__("MailNames", "1")
    assert token_ != empty(address) and disk_ != empty(address) and recovery_ != empty(address), "Names: zero address"
    assert terms_.fee >> 96 == 0, "Names: fee out of range"
    assert 0 < terms_.least and terms_.least <= terms_.most and terms_.most >> 16 == 0, "Names: days out of range"
    assert terms_.age < terms_.life, "Names: commitment too short"
    token = token_
    disk = disk_
    recovery = recovery_
    TERMS = terms_
    self._set_normaliser(normaliser_)


# reading


@external
@view
def terms() -> Terms:
    """
    @notice Fee and times.
    """
    return TERMS


@external
@view
def name_of(name: bytes32) -> (address, uint256):
    """
    @notice Who owned a name last, and the second at which it expires or expired; zeros for one never registered.
    """
    owner: address = empty(address)
    day: uint256 = 0
    owner, day = words._name(self._names[name])
    return owner, day * _DAY


@external
@view
def is_free(name: bytes32) -> bool:
    """
    @notice Whether anybody could register a name now: it never was, or its grace is over.
    """
    return self._is_free(self._names[name])


@external
@view
def resolve(name: bytes32) -> (address, uint256, Bytes[33]):
    """
    @notice CNT-13: whom a live name stands for, with its key. Reverts for a name that is unknown or has expired.
    @return Owner, version of its key (0 for none), and the key, compressed.
    """
    owner: address = self._live(name)
    return owner, self._versions[owner] >> 1, self._key(owner)


@external
@view
def key_of(account: address) -> (uint256, Bytes[33]):
    """
    @notice Version of an account's key (0 for none) and the key, compressed as in SEC 1.
    """
    return self._versions[account] >> 1, self._key(account)


@external
@view
def primary_of(account: address) -> bytes32:
    """
    @notice The live name that an account goes by; zero for none.
    """
    name: bytes32 = self._primary[account]
    owner: address = empty(address)
    day: uint256 = 0
    owner, day = words._name(self._names[name])
    return name if owner == account and block.timestamp < day * _DAY else empty(bytes32)


@external
@view
def cost(term_days: uint256) -> uint256:
    """
    @notice Wei of CNT for registering a name now until the next day boundary and these days.
    """
    return self._fee(self._first_expiry(term_days) * _DAY - block.timestamp)


@external
@pure
def is_plain(text: Bytes[64]) -> bool:
    """
    @notice Whether a name needs no signature: 1 to 64 of a-z, 0-9 and hyphen; no hyphen first, last, or at both the places
            3 and 4.
    """
    return self._is_plain(text)


# names


@external
def commit(commitment: bytes32):
    """
    @notice CNT-13: announces a registration, so that nobody who sees it can be faster.
    @param commitment keccak256(abi.encode(chain id, this contract, keccak256(name), account, secret)), the secret 32
           random bytes: what is shown on another chain tells nothing here.
    """
    guarded._check_open()
    at: uint256 = self.commitments[commitment]
    assert at == 0 or block.timestamp > at + TERMS.life, "Names: committed already"
    self.commitments[commitment] = block.timestamp
    log Committed(commitment=commitment)


@external
def register(text: Bytes[64], term_days: uint256, x: uint256, y: uint256, secret: bytes32, attestation: Bytes[65]) -> bytes32:
    """
    @notice CNT-13: leases a free name for the caller, and sets its key. The caller has approved the fee.
    @param text The name's bytes. @param term_days Until the next day boundary and these days.
    @param x Of the caller's encryption key; x and y both 0 to keep the one it has. @param y Of the same.
    @param secret Of the commitment.
    @param attestation The normaliser's EIP-712 signature of Normalised(name); empty for a plain name.
    @return The keccak256 of the name.
    """
    guarded._check_open()
    name: bytes32 = keccak256(text)
    assert len(text) > 0, "Names: name is empty"
    if len(attestation) == 0:
        assert self._is_plain(text), "Names: expected a-z, 0-9, inner hyphens, or an attestation"
    else:
        self._check_attestation(name, attestation)
    self._spend_commitment(keccak256(abi_encode(chain.id, self, name, msg.sender, secret)))
    assert self._is_free(self._names[name]), "Names: name is taken"
    assert term_days >= TERMS.least and term_days <= TERMS.most, "Names: days out of range"
    if x == 0 and y == 0:
        assert self._versions[msg.sender] != 0, "Names: no key"
    else:
        self._set_key(x, y)
    day: uint256 = self._first_expiry(term_days)
    self._give(name, msg.sender, day)
    log Registered(name=name, owner=msg.sender, expiry=day * _DAY, text=text)
    self._pay(self._fee(day * _DAY - block.timestamp))
    return name


@external
def renew(name: bytes32, term_days: uint256):
    """
    @notice CNT-13: adds days to a name, live or in its grace, for its owner. Anybody may pay; the days missed are paid too,
            because they count from the expiry.
    """
    owner: address = empty(address)
    day: uint256 = 0
    word: uint256 = self._names[name]
    assert not self._is_free(word), "Names: unknown name"
    owner, day = words._name(word)
    assert term_days > 0 and day + term_days <= self._first_expiry(TERMS.most), "Names: days out of range"
    day += term_days
    assert day * _DAY > block.timestamp, "Names: still expired"
    self._names[name] = words._pack_name(owner, day)
    log Renewed(name=name, payer=msg.sender, expiry=day * _DAY)
    self._pay(self._fee(term_days * _DAY))


@external
def transfer(name: bytes32, to: address):
    """
    @notice Gives a live name of the caller to another account, whose key counts from then on. A name that comes back is no
            longer by which an account goes, until it says so again.
    """
    assert self._live(name) == msg.sender, "Names: not the owner"
    assert to != empty(address), "Names: zero address"
    self._check_free_to_act(msg.sender)
    self._give(name, to, words._name(self._names[name])[1])
    log Transferred(name=name, sender=msg.sender, to=to)


@external
def set_primary(name: bytes32):
    """
    @notice Says by which of its live names the caller goes; zero for none.
    """
    assert name == empty(bytes32) or self._live(name) == msg.sender, "Names: not the owner"
    self._primary[msg.sender] = name
    log PrimarySet(account=msg.sender, name=name)


@external
def set_key(x: uint256, y: uint256):
    """
    @notice CNT-13: sets the caller's encryption key, or replaces it by the next version. Mail that was sealed to an earlier
            one stays readable for who kept it: versions are in the log, and each message names its own.
    """
    self._set_key(x, y)


# accounts that moved


@external
def follow(old: address):
    """
    @notice CNT-18: the primary name of an account that moved goes with it. Anybody may call. Its other names follow by
            `follow_names`. Its key does not: whoever has the old account's key may have this one; the successor sets its
            own.
    """
    to: address = self._successor(old)
    name: bytes32 = self._primary[old]
    assert name != empty(bytes32), "Names: nothing to follow"
    self._primary[old] = empty(bytes32)
    if words._name(self._names[name])[0] == old:
        self._follow(name, old, to)
        if self._primary[to] == empty(bytes32):
            self._primary[to] = name
            log PrimarySet(account=to, name=name)


@external
def follow_names(old: address, names: DynArray[bytes32, _BATCH]):
    """
    @notice CNT-18: names of an account that moved go to its successor, at most 64 in a call. Anybody may call.
    """
    to: address = self._successor(old)
    for name: bytes32 in names:
        assert words._name(self._names[name])[0] == old, "Names: not the owner"
        self._follow(name, old, to)


# fees and roles


@external
def donate_fees():
    """
    @notice Gives all fees that came in to the disk's pool. Anybody may call. (Not at each payment, to keep renewals cheap.)
    """
    amount: uint256 = staticcall Token(token).balanceOf(self)
    assert amount > 0, "Names: no fees"
    log FeesDonated(amount=amount)
    assert extcall Token(token).approve(disk, amount), "Names: CNT was not approved"
    extcall Disk(disk).donate(amount)


@external
def set_normaliser(normaliser: address):
    """
    @notice Names who signs names beyond a-z, 0-9 and hyphen; zero for nobody. Only the owner of this contract.
    """
    guarded._check_owner()
    self._set_normaliser(normaliser)


# inside


@internal
def _give(name: bytes32, to: address, day: uint256):
    """
    @dev Makes an account the owner of a name. What it said of the name when it had it before counts no more.
    """
    self._names[name] = words._pack_name(to, day)
    if self._primary[to] == name:
        self._primary[to] = empty(bytes32)
        log PrimarySet(account=to, name=empty(bytes32))


@internal
@view
def _is_free(word: uint256) -> bool:
    """
    @dev Never registered, or its grace is over.
    """
    return word == 0 or block.timestamp >= words._name(word)[1] * _DAY + TERMS.grace


@internal
@view
def _live(name: bytes32) -> address:
    """
    @dev The owner of a name that has not expired.
    """
    owner: address = empty(address)
    day: uint256 = 0
    owner, day = words._name(self._names[name])
    assert owner != empty(address), "Names: unknown name"
    assert block.timestamp < day * _DAY, "Names: name has expired"
    return owner


@internal
@view
def _first_expiry(term_days: uint256) -> uint256:
    """
    @dev Day at which a name taken now expires: the next boundary (now, at a boundary) and these days, as a lease's.
    """
    return (block.timestamp + _DAY - 1) // _DAY + term_days


@internal
@view
def _fee(seconds: uint256) -> uint256:
    """
    @dev Wei for a length of time, rounded up.
    """
    return (TERMS.fee * seconds + _YEAR - 1) // _YEAR


@internal
@view
def _key(account: address) -> Bytes[33]:
    """
    @dev An account's key, compressed; empty for none.
    """
    version: uint256 = self._versions[account]
    if version == 0:
        return b""
    prefix: bytes1 = 0x03 if version & 1 == 1 else 0x02
    return concat(prefix, convert(self._keys[account], bytes32))


@internal
@pure
def _is_plain(text: Bytes[64]) -> bool:
    """
    @dev See is_plain.
    """
    last: uint256 = len(text)
    if last == 0:
        return False
    hyphens: uint256 = 0
    for i: uint256 in range(last, bound=64):
        c: uint256 = convert(slice(text, i, 1), uint256)
        if c == 45:
            if i == 0 or i == last - 1:
                return False
            hyphens |= 1 << i
        elif not ((c >= 97 and c <= 122) or (c >= 48 and c <= 57)):
            return False
    return hyphens & 12 != 12


@internal
@view
def _check_attestation(name: bytes32, attestation: Bytes[65]):
    """
    @dev Reverts unless the normaliser signed the name.
    """
    digest: bytes32 = eip712._hash_typed_data_v4(keccak256(abi_encode(_NORMALISED, name)))
    signer: address = ecdsa._recover_sig(digest, attestation)
    assert signer != empty(address) and signer == self.normaliser, "Names: not attested by the normaliser"


@internal
def _spend_commitment(commitment: bytes32):
    """
    @dev A commitment is used once, neither too young nor too old.
    """
    at: uint256 = self.commitments[commitment]
    assert at != 0, "Names: not committed"
    assert block.timestamp >= at + TERMS.age, "Names: commitment is too young"
    assert block.timestamp <= at + TERMS.life, "Names: commitment has expired"
    self.commitments[commitment] = 0


@internal
def _set_key(x: uint256, y: uint256):
    """
    @dev The next version of the caller's key. Not while it is frozen: a thief would read its mail from then on.
    """
    self._check_free_to_act(msg.sender)
    assert curve._is_on_curve(x, y), "Names: key is not on the curve"
    version: uint256 = (self._versions[msg.sender] >> 1) + 1
    self._keys[msg.sender] = x
    self._versions[msg.sender] = (version << 1) | (y & 1)
    log KeySet(account=msg.sender, version=version, x=x, y=y)


@internal
@view
def _check_free_to_act(account: address):
    """
    @dev Reverts while a move of the account is under way, and after it.
    """
    assert not holder._is_frozen(recovery, account), "Names: account is frozen"


@internal
@view
def _successor(old: address) -> address:
    """
    @dev Where an account is after its moves; reverts for one that did not move.
    """
    to: address = holder._last(recovery, old)
    assert to != old, "Names: account has not moved"
    return to


@internal
def _follow(name: bytes32, old: address, to: address):
    """
    @dev A name goes to its owner's successor; its expiry stays.
    """
    self._give(name, to, words._name(self._names[name])[1])
    log Transferred(name=name, sender=old, to=to)


@internal
def _pay(amount: uint256):
    """
    @dev Takes a fee from the caller.
    """
    assert extcall Token(token).transferFrom(msg.sender, self, amount), "Names: CNT was not paid"


@internal
def _set_normaliser(normaliser: address):
    """
    @dev Names who signs names.
    """
    self.normaliser = normaliser
    log NormaliserSet(normaliser=normaliser)
