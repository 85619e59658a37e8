// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

/// @title A token with a chip, the plain way, on OpenZeppelin alone: a peer of NFTXZ.transferWithChip
/// @notice The chip and its nonce are mappings of their own. Nothing locks a token and no key is ever replaced.
contract SignedERC721 is ERC721("Peer", "PEER"), EIP712("Peer", "1") {
    bytes32 private constant TYPEHASH =
        keccak256("Transfer(uint256 tokenId,address from,address to,uint256 nonce,uint256 deadline)");
    bytes32 private constant REPLAYABLE_TYPEHASH =
        keccak256("Transfer(uint256 tokenId,address from,address to,uint256 deadline)");

    /// @notice The chip of a token.
    mapping(uint256 tokenId => address) public chips;
    /// @notice How many signatures of a token's chip were used.
    mapping(uint256 tokenId => uint256) public nonces;

    function mint(address to, uint256 tokenId, address chip) external {
        _mint(to, tokenId);
        chips[tokenId] = chip;
    }

    /// @notice A transfer whose signature counts once.
    function transferWithChip(address from, address to, uint256 tokenId, uint256 deadline, bytes calldata signature)
        external
    {
        bytes32 message = keccak256(abi.encode(TYPEHASH, tokenId, from, to, nonces[tokenId]++, deadline));
        _check(message, tokenId, deadline, signature);
        transferFrom(from, to, tokenId);
    }

    /// @notice A transfer whose signature counts again when the token comes back before the deadline.
    function transferReplayable(address from, address to, uint256 tokenId, uint256 deadline, bytes calldata signature)
        external
    {
        bytes32 message = keccak256(abi.encode(REPLAYABLE_TYPEHASH, tokenId, from, to, deadline));
        _check(message, tokenId, deadline, signature);
        transferFrom(from, to, tokenId);
    }

    function _check(bytes32 message, uint256 tokenId, uint256 deadline, bytes calldata signature) private view {
        require(block.timestamp <= deadline, "expired");
        require(ECDSA.recoverCalldata(_hashTypedDataV4(message), signature) == chips[tokenId], "not the chip");
    }
}
