# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title PackageTrace: a package of drugs from the factory to its sale
@notice Packages travel in batches (XZ-23). A maker registers a batch by the Merkle root over its packages and
        is its first holder. Each holder signs the batch on to the next: an account (its key, or EIP-1271 for a
        contract) or a cabinet, known by its NFTXZ, whose chip signs. A holder parts a batch into the two halves
        of its tree, again and again where a smaller part is wanted, and sells packages one by one. What happened
        to a batch is a hash chain,

            head_n = keccak256(head_{n-1}, kind, what, who, time),

        and the first head of a half follows the last of the whole. Signatures name the head they follow, so each
        counts once. Anyone proves that a package was in a batch, and follows the chain through the events
        (wuxing/xz/trace.py).

        Who may do what: makers register; holders sign; anyone carries what they signed. A maker takes back a
        batch that a cabinet held when its token was burned, since nobody can sign for it any more. The registrar
        names makers, the owner (the timelock) names the registrar; the guardian pauses registration.

        Invariants: a batch has one holder, or none once it was parted; only the holder's signature moves it; the
        two halves hold exactly the packages of the whole; a maker's package (told by its data, which carries its
        serial number) is sold at most once, in whatever part or batch it is.

        How it is stopped: the guardian pauses `register`; packages on their way are handed on and sold all the same.
@custom:contract-name PackageTrace
@license AGPL-3.0-only
"""

from snekmate.utils import ecdsa
from snekmate.utils import eip712_domain_separator as eip712
from snekmate.utils import merkle_proof_verification as merkle

from contracts.common import guarded
from contracts.xz import custody

initializes: guarded
initializes: eip712

exports: (guarded.__interface__, eip712.eip712Domain)


interface NFTXZ:
    def isChipSignature(tokenId: uint256, digest: bytes32, signature: Bytes[1024]) -> bool: view
    def chipOf(tokenId: uint256) -> address: view


interface Wallet:
    def isValidSignature(digest: bytes32, signature: Bytes[1024]) -> bytes4: view


# EIP-712 types of what a holder signs
HANDOVER_TYPE: constant(bytes32) = keccak256(
    "Handover(uint256 batch,bytes32 head,address to,uint256 toToken,uint256 deadline)"
)
SPLIT_TYPE: constant(bytes32) = keccak256("Split(uint256 batch,bytes32 head,bytes32 left,bytes32 right)")
SALE_TYPE: constant(bytes32) = keccak256("Sale(uint256 batch,bytes32 leaf,uint256 soldAt)")
# what a contract answers to a valid signature, EIP-1271
VALID: constant(bytes4) = 0x1626ba7e
# kinds of events in the hash chain
REGISTERED: constant(uint256) = 1
HANDED_OVER: constant(uint256) = 2
PARTED: constant(uint256) = 3
SOLD: constant(uint256) = 4
RECALLED: constant(uint256) = 5
# the longest Merkle path: 2^32 packages in a batch
MAX_DEPTH: constant(uint256) = 32

# the tokens whose chips sign for cabinets
nft: public(immutable(address))

# who names makers
registrar: public(address)
# who may register batches
is_maker: public(HashMap[address, bool])
# batches so far, which is the number of the last
batches: public(uint256)
# batch -> Merkle root over its packages
_roots: HashMap[uint256, bytes32]
# batch -> holder, see the module custody
_custody: HashMap[uint256, uint256]
# batch -> hash chain of what happened to it
_heads: HashMap[uint256, bytes32]
# part of a batch -> the batch that was registered; zero for that one itself
_origins: HashMap[uint256, uint256]
# registered batch -> its maker
_makers: HashMap[uint256, address]
# maker -> hash of a package's data -> when it was sold, seconds; by maker, not by batch, so that a package which
# its maker registers again is still sold once, and no maker can mark the package of another
_sold: HashMap[address, HashMap[bytes32, uint256]]

event RegistrarSet:
    registrar: indexed(address)

event MakerSet:
    maker: indexed(address)
    may: bool

event Registered:
    batch: indexed(uint256)
    maker: indexed(address)
    root: bytes32
    packages: uint256
    at: uint256
    head: bytes32

event HandedOver:
    batch: indexed(uint256)
    to: indexed(address)
    to_token: indexed(uint256)
    at: uint256
    head: bytes32

event Parted:
    batch: indexed(uint256)
    part: indexed(uint256)
    root: bytes32
    at: uint256
    head: bytes32

event Sold:
    batch: indexed(uint256)
    leaf: indexed(bytes32)
    sold_at: uint256
    at: uint256
    head: bytes32

event Recalled:
    batch: indexed(uint256)
    maker: indexed(address)
    at: uint256
    head: bytes32


@deploy
def __init__(owner_: address, guardian_: address, registrar_: address, nft_: address):
    """
    @notice Opens the trace without makers.
    @param owner_ Names the registrar; not zero.
    @param guardian_ Pauses registration; zero for nobody.
    @param registrar_ Names makers; zero for nobody.
    @param nft_ The NFTXZ contract; not zero.
    """
    assert nft_ != empty(address), "PackageTrace: nft is zero"
    guarded.__init__(owner_, guardian_)
    eip712.__init__("PackageTrace", "1")
    nft = nft_
    self._set_registrar(registrar_)


@external
def set_registrar(registrar_: address):
    """
    @notice Names who names makers; zero for nobody. Only the owner.
    """
    guarded._check_owner()
    self._set_registrar(registrar_)


@external
def set_maker(maker: address, may: bool):
    """
    @notice Lets an account register batches, or no longer; its batches stay. Only the registrar.
    """
    assert msg.sender == self.registrar, "PackageTrace: not the registrar"
    self.is_maker[maker] = may
    log MakerSet(maker=maker, may=may)


@external
def register(root: bytes32, packages: uint256) -> uint256:
    """
    @notice Registers a batch that the caller made and holds (XZ-23). Makers only; not while paused.
    @param root Merkle root over the packages, leaves keccak256(keccak256(index, keccak256(package))); not zero.
    @param packages How many there are, at least 1.
    @return uint256 Number of the batch, from 1.
    """
    guarded._check_open()
    assert self.is_maker[msg.sender], "PackageTrace: not a maker"
    assert root != empty(bytes32), "PackageTrace: root is zero"
    assert packages != 0, "PackageTrace: no packages"
    batch: uint256 = self._open(root, custody.Custody(account=msg.sender, token=0, since=block.timestamp))
    self._makers[batch] = msg.sender
    head: bytes32 = self._link(
        batch, REGISTERED, keccak256(abi_encode(root, packages)), convert(msg.sender, bytes32)
    )
    log Registered(
        batch=batch, maker=msg.sender, root=root, packages=packages, at=block.timestamp, head=head
    )
    return batch


@external
def hand_over(batch: uint256, to: address, to_token: uint256, deadline: uint256, signature: Bytes[1024]):
    """
    @notice Gives a batch to the next holder (XZ-23). Anyone carries the holder's signature.
    @param to The account that gets it, zero when a cabinet does.
    @param to_token The NFTXZ of the cabinet that gets it, zero when an account does.
    @param deadline Last second at which the signature holds.
    @param signature The holder's over Handover, with the batch's present head.
    @dev Reverts: "unknown batch", "batch was parted", "signature expired", "name one receiver", "receiver holds it",
         "not signed by holder"; TokenDoesNotExist for an unknown cabinet.
    """
    held: custody.Custody = self._held(batch)
    assert block.timestamp <= deadline, "PackageTrace: signature expired"
    assert (to == empty(address)) != (to_token == 0), "PackageTrace: name one receiver"
    assert to != held.account or to_token != held.token, "PackageTrace: receiver holds it"
    if to_token != 0:
        # only asked for its revert: the cabinet exists and can sign the batch on
        chip: address = staticcall NFTXZ(nft).chipOf(to_token)
    self._check_signed(
        held, keccak256(abi_encode(HANDOVER_TYPE, batch, self._heads[batch], to, to_token, deadline)), signature
    )
    self._custody[batch] = custody._pack(custody.Custody(account=to, token=to_token, since=block.timestamp))
    head: bytes32 = self._link(batch, HANDED_OVER, convert(to_token, bytes32), convert(to, bytes32))
    log HandedOver(batch=batch, to=to, to_token=to_token, at=block.timestamp, head=head)


@external
def split(batch: uint256, left: bytes32, right: bytes32, signature: Bytes[1024]) -> (uint256, uint256):
    """
    @notice Parts a batch into the two halves of its Merkle tree, both held by its holder (XZ-23). Anyone carries the
            holder's signature.
    @param left The left child of the root, which becomes the root of the first part.
    @param right The right child.
    @param signature The holder's over Split, with the batch's present head.
    @return uint256, uint256 Numbers of the parts.
    @dev Reverts: "unknown batch", "batch was parted", "not the halves", "not signed by holder".
    """
    held: custody.Custody = self._held(batch)
    assert merkle._hash_pair(left, right) == self._roots[batch], "PackageTrace: not the halves"
    self._check_signed(
        held, keccak256(abi_encode(SPLIT_TYPE, batch, self._heads[batch], left, right)), signature
    )
    self._custody[batch] = custody._pack(custody.Custody(account=empty(address), token=0, since=block.timestamp))
    origin: uint256 = self._origin(batch)
    return self._part(batch, origin, left, held), self._part(batch, origin, right, held)


@external
def sell(
    batch: uint256,
    index: uint256,
    content: bytes32,
    proof: DynArray[bytes32, MAX_DEPTH],
    sold_at: uint256,
    signature: Bytes[1024],
):
    """
    @notice Marks a package as sold (XZ-23), once and for ever. Anyone carries the holder's signature.
    @param index The package's place in the batch as it was registered.
    @param content keccak256 of the package's data, serial number included.
    @param proof Siblings from its leaf to the root of `batch`.
    @param sold_at When it was sold, seconds: since the holder has the batch, and not after now.
    @param signature The holder's over Sale with the package's leaf.
    @dev Reverts: "unknown batch", "batch was parted", "not in the batch", "already sold", "sold in the future",
         "sold before it came", "not signed by holder".
    """
    held: custody.Custody = self._held(batch)
    # made here from its two parts, so that no inner node passes for a package
    leaf: bytes32 = keccak256(abi_encode(keccak256(abi_encode(index, content))))
    assert merkle._verify(proof, self._roots[batch], leaf), "PackageTrace: not in the batch"
    maker: address = self._makers[self._origin(batch)]
    assert self._sold[maker][content] == 0, "PackageTrace: already sold"
    assert sold_at <= block.timestamp, "PackageTrace: sold in the future"
    assert sold_at >= held.since, "PackageTrace: sold before it came"
    self._check_signed(held, keccak256(abi_encode(SALE_TYPE, batch, leaf, sold_at)), signature)
    self._sold[maker][content] = sold_at
    head: bytes32 = self._link(batch, SOLD, leaf, convert(sold_at, bytes32))
    log Sold(batch=batch, leaf=leaf, sold_at=sold_at, at=block.timestamp, head=head)


@external
def recall(batch: uint256):
    """
    @notice Takes a batch back from a cabinet whose token was burned (XZ-3): nobody could sign it on. Only its maker.
    """
    held: custody.Custody = self._held(batch)
    assert msg.sender == self._makers[self._origin(batch)], "PackageTrace: not its maker"
    assert held.token != 0 and not self._exists(held.token), "PackageTrace: holder can sign"
    self._custody[batch] = custody._pack(custody.Custody(account=msg.sender, token=0, since=block.timestamp))
    head: bytes32 = self._link(batch, RECALLED, convert(held.token, bytes32), convert(msg.sender, bytes32))
    log Recalled(batch=batch, maker=msg.sender, at=block.timestamp, head=head)


@external
@view
def verify_package(batch: uint256, leaf: bytes32, proof: DynArray[bytes32, MAX_DEPTH]) -> bool:
    """
    @notice Whether a package is (or was, before the batch was parted) in a batch (XZ-23).
    @param leaf keccak256(keccak256(index, keccak256(package))). Make it from the package itself.
    @param proof Siblings from the leaf to the root of `batch`.
    @dev Reverts with "unknown batch".
    """
    return merkle._verify(proof, self._root_at(batch), leaf)


@external
@view
def root_at(batch: uint256) -> bytes32:
    """
    @notice Merkle root of a batch. Reverts with "unknown batch".
    """
    return self._root_at(batch)


@external
@view
def history_head(batch: uint256) -> bytes32:
    """
    @notice Hash chain of what happened to a batch, and before it to the whole that it was part of; zero for an
            unknown batch.
    """
    return self._heads[batch]


@external
@view
def holder_of(batch: uint256) -> (address, uint256):
    """
    @notice Who holds a batch: an account, or a cabinet by its NFTXZ; the other one is zero.
    @dev Reverts: "unknown batch", "batch was parted".
    """
    held: custody.Custody = self._held(batch)
    return held.account, held.token


@external
@view
def held_since(batch: uint256) -> uint256:
    """
    @notice When a batch came into its holder's hands, seconds. Reverts: "unknown batch", "batch was parted".
    """
    return self._held(batch).since


@external
@view
def origin_of(batch: uint256) -> uint256:
    """
    @notice The registered batch that this one is a part of, or is. Reverts with "unknown batch".
    """
    self._root_at(batch)
    return self._origin(batch)


@external
@view
def sold_at(batch: uint256, content: bytes32) -> uint256:
    """
    @notice When a package of the batch's maker was sold, seconds, from whichever batch; 0 when it was not.
    @param content keccak256 of the package's data.
    @dev Reverts with "unknown batch".
    """
    self._root_at(batch)
    return self._sold[self._makers[self._origin(batch)]][content]


@internal
def _set_registrar(registrar_: address):
    self.registrar = registrar_
    log RegistrarSet(registrar=registrar_)


@internal
def _open(root: bytes32, held: custody.Custody) -> uint256:
    """
    @dev A new batch.
    """
    self.batches += 1
    batch: uint256 = self.batches
    self._roots[batch] = root
    self._custody[batch] = custody._pack(held)
    return batch


@internal
def _part(whole: uint256, origin: uint256, root: bytes32, held: custody.Custody) -> uint256:
    """
    @dev One half of a batch, with the history of the whole.
    """
    part: uint256 = self._open(root, held)
    self._origins[part] = origin
    self._heads[part] = self._heads[whole]
    head: bytes32 = self._link(part, PARTED, root, convert(whole, bytes32))
    log Parted(batch=whole, part=part, root=root, at=block.timestamp, head=head)
    return part


@internal
def _link(batch: uint256, kind: uint256, what: bytes32, who: bytes32) -> bytes32:
    """
    @dev Adds an event to a batch's hash chain.
    """
    head: bytes32 = keccak256(abi_encode(self._heads[batch], kind, what, who, block.timestamp))
    self._heads[batch] = head
    return head


@internal
@view
def _check_signed(held: custody.Custody, struct_hash: bytes32, signature: Bytes[1024]):
    """
    @dev Reverts unless the holder signed: a chip, an account, or a contract by EIP-1271.
    """
    digest: bytes32 = eip712._hash_typed_data_v4(struct_hash)
    signed: bool = False
    if held.token != 0:
        signed = staticcall NFTXZ(nft).isChipSignature(held.token, digest, signature)
    elif held.account.is_contract:
        signed = staticcall Wallet(held.account).isValidSignature(digest, signature) == VALID
    elif len(signature) == 65:
        signed = ecdsa._recover_sig(digest, slice(signature, 0, 65)) == held.account
    assert signed, "PackageTrace: not signed by holder"


@internal
@view
def _exists(token_id: uint256) -> bool:
    """
    @dev Whether a token has a chip; chipOf reverts for a burned one.
    """
    return raw_call(
        nft,
        abi_encode(token_id, method_id=method_id("chipOf(uint256)")),
        is_static_call=True,
        revert_on_failure=False,
    )


@internal
@view
def _held(batch: uint256) -> custody.Custody:
    held: custody.Custody = custody._unpack(self._custody[batch])
    assert held.since != 0, "PackageTrace: unknown batch"
    assert held.account != empty(address) or held.token != 0, "PackageTrace: batch was parted"
    return held


@internal
@view
def _origin(batch: uint256) -> uint256:
    origin: uint256 = self._origins[batch]
    return batch if origin == 0 else origin


@internal
@view
def _root_at(batch: uint256) -> bytes32:
    root: bytes32 = self._roots[batch]
    assert root != empty(bytes32), "PackageTrace: unknown batch"
    return root
