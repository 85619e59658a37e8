// SPDX-License-Identifier: MIT
pragma solidity ^0.8.4;

interface IAttestations {
    event Attested(
        address indexed issuer,
        address indexed subject,
        bytes32 indexed topic,
        uint256 strength,
        bytes32 digest,
        address exchange,
        uint256 number,
        bytes32 key
    );
    event GuardianSet(address indexed guardian);
    event OwnershipTransferred(address indexed previous_owner, address indexed new_owner);
    event Paused(address indexed by);
    event Revoked(address indexed issuer, bytes32 indexed key);
    event Unpaused(address indexed by);
    event VerifierSet(address indexed verifier, bool may);

    function HALF_STRONG() external view returns (uint256);
    function STRONG() external view returns (uint256);
    function WEAK() external view returns (uint256);
    function attachments() external view returns (address);
    function attest(address subject, bytes32 topic, bytes32 digest) external returns (bytes32);
    function find(
        uint256 strength,
        address issuer,
        address subject,
        bytes32 topic,
        bytes32 digest,
        address exchange,
        uint256 number
    ) external view returns (uint256, uint256);
    function guardian() external view returns (address);
    function hires() external view returns (address);
    function owner() external view returns (address);
    function pause() external;
    function paused() external view returns (bool);
    function publish(bytes32 topic, bytes32 digest) external returns (bytes32);
    function review(address exchange, uint256 number, bytes32 topic, bytes32 digest) external returns (bytes32);
    function revoke(uint256 strength, address subject, bytes32 topic, bytes32 digest, address exchange, uint256 number)
        external;
    function set_guardian(address guardian) external;
    function set_verifier(address verifier, bool may) external;
    function shop() external view returns (address);
    function transfer_ownership(address new_owner) external;
    function unpause() external;
    function verifier(address arg0) external view returns (bool);
}
