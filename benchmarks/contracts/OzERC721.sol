// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";

/// @title OpenZeppelin's ERC-721 as it is, with an open mint: a peer of NFTXZ
contract OzERC721 is ERC721("Peer", "PEER") {
    function mint(address to, uint256 tokenId) external {
        _mint(to, tokenId);
    }
}
