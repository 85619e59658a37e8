// SPDX-License-Identifier: MIT
pragma solidity ^0.8.4;

interface IAttachments {
    struct Times {
        uint256 seal;
        uint256 confirm;
        uint256 reveal;
        uint256 complaint;
    }

    event Complained(uint256 indexed id, address indexed by, uint256 leaf);
    event Confirmed(uint256 indexed id, uint256 deadline);
    event GuardianSet(address indexed guardian);
    event Offered(address indexed seller, bytes32 indexed root, uint256 size, uint256 price, uint256 lease);
    event Ordered(
        uint256 indexed id,
        address indexed seller,
        address indexed buyer,
        bytes32 root,
        uint256 price,
        uint256 x,
        uint256 y,
        uint256 deadline
    );
    event OwnershipTransferred(address indexed previous_owner, address indexed new_owner);
    event Paid(uint256 indexed id, address indexed to, uint256 amount);
    event Paused(address indexed by);
    event Refunded(uint256 indexed id, address indexed to, uint256 amount);
    event Revealed(uint256 indexed id, bytes32 key, uint256 deadline);
    event Sealed(
        uint256 indexed id, bytes32 ciphertext, bytes32 key_hash, bytes32 kept, uint256 lease, uint256 deadline
    );
    event Unpaused(address indexed by);

    function claim(uint256 id) external;
    function complain(
        uint256 id,
        bytes32 root,
        bytes32 ciphertext,
        bytes32 key,
        uint256 index,
        bytes memory leaf,
        bytes32[] memory path,
        bytes32 digest,
        bytes32[] memory plain_path
    ) external;
    function confirm(uint256 id) external;
    function guardian() external view returns (address);
    function offer(bytes32 root, uint256 size, uint256 price, uint256 lease) external;
    function opened(bytes32 key, uint256 index, bytes memory ciphertext) external pure returns (bytes memory);
    function order(address seller, bytes32 root, uint256 price, uint256 x, uint256 y) external returns (uint256);
    function order_of(uint256 id) external view returns (address, address, uint256, uint256, uint256, bytes32);
    function orders() external view returns (uint256);
    function owner() external view returns (address);
    function pause() external;
    function paused() external view returns (bool);
    function recovery() external view returns (address);
    function refund(uint256 id) external;
    function reveal(uint256 id, bytes32 root, bytes32 ciphertext, bytes32 key) external;
    function seal(uint256 id, bytes32 ciphertext, bytes32 key_hash, bytes32 kept, uint256 lease) external;
    function set_guardian(address guardian) external;
    function times() external view returns (Times memory);
    function token() external view returns (address);
    function transfer_ownership(address new_owner) external;
    function unpause() external;
}
