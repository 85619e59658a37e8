# SPDX-License-Identifier: MIT
"""Merkle trees that OpenZeppelin's MerkleProof verifies on chain.

    leaf(index, data) = keccak256(keccak256(abi.encode(uint256 index, bytes32 keccak256(data))))
    node(a, b)        = keccak256(min(a, b) ++ max(a, b))

Leaves stand in the order of their index. A layer pairs its nodes from the left, (0,1) (2,3) ..., and
a last node without a partner goes up unchanged. The root of one leaf is the leaf; there is no tree of
none. Because a pair is sorted the path does not show the place: the leaf itself carries its index.
The leaf is hashed twice, so that no inner node (the hash of 64 bytes, once) can pass for a leaf.

In Solidity, for leaf `index` of `data`:
    MerkleProof.verify(proof, root, keccak256(bytes.concat(keccak256(abi.encode(index, keccak256(data))))))
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from eth_hash.auto import keccak


def leaf(index: int, data: bytes) -> bytes:
    """The leaf of some bytes at a place. `index` fits in a uint256."""
    return keccak(keccak(index.to_bytes(32, "big") + keccak(data)))


def node(left: bytes, right: bytes) -> bytes:
    """The parent of two nodes, whichever is on which side."""
    return keccak(left + right if left < right else right + left)


class Tree:
    """A tree over 32 byte leaves, in their order."""

    def __init__(self, leaves: Iterable[bytes]) -> None:
        self.layers: list[list[bytes]] = [list(leaves)]
        if not self.layers[0]:
            raise ValueError("expected at least one leaf, got none")
        while len(below := self.layers[-1]) > 1:
            odd = below[-1:] if len(below) % 2 else []
            self.layers.append([node(a, b) for a, b in zip(below[::2], below[1::2], strict=False)] + odd)

    @classmethod
    def of(cls, items: Iterable[bytes]) -> Tree:
        """The tree whose leaves are the items with their places."""
        return cls(leaf(index, data) for index, data in enumerate(items))

    @property
    def root(self) -> bytes:
        """What is committed to."""
        return self.layers[-1][0]

    def __len__(self) -> int:
        return len(self.layers[0])

    def proof(self, index: int) -> list[bytes]:
        """The siblings from leaf `index` up to the root. `IndexError` if there is no such leaf."""
        if not 0 <= index < len(self):
            raise IndexError(f"leaf {index} of {len(self)}")
        path = []
        for layer in self.layers[:-1]:
            if index ^ 1 < len(layer):
                path.append(layer[index ^ 1])
            index //= 2
        return path

    def changed(self, leaves: Mapping[int, bytes]) -> list[dict[int, bytes]]:
        """The nodes of every layer that would change with these leaves; the last layer's is the root.

        Nothing is changed yet (`put` does that). `IndexError` if there is no such leaf.
        """
        if outside := [index for index in leaves if not 0 <= index < len(self)]:
            raise IndexError(f"leaf {outside[0]} of {len(self)}")
        made = [dict(leaves)]
        for layer in self.layers[:-1]:
            new, above = made[-1], {}
            for parent in {index // 2 for index in new}:
                a, b = 2 * parent, 2 * parent + 1
                left = new.get(a, layer[a])
                above[parent] = node(left, new.get(b, layer[b])) if b < len(layer) else left
            made.append(above)
        return made

    def put(self, changed: Iterable[Mapping[int, bytes]]) -> None:
        """Take over the nodes that `changed` made."""
        for layer, new in zip(self.layers, changed, strict=True):
            for index, value in new.items():
                layer[index] = value


def root_of(start: bytes, proof: Sequence[bytes]) -> bytes:
    """The root that a leaf and its siblings lead to."""
    for sibling in proof:
        start = node(start, sibling)
    return start


def verify(root: bytes, start: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the leaf is under the root."""
    return root_of(start, proof) == root
