// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title The least that carries a message on chain: a log, and no state at all. A peer of Mail.vy's send
/// @notice No order or completeness can be proved, no postage, no list.
contract PlainMail {
    event Sent(address indexed to, address indexed sender, uint256 version, bytes body);

    function send(address to, uint256 version, bytes calldata body) external {
        emit Sent(to, msg.sender, version, body);
    }
}
