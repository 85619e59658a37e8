// SPDX-License-Identifier: MIT
pragma solidity ^0.8.4;

interface IStorageProofs {
    struct Attestation {
        uint256 epoch;
        bytes32 block_hash;
        bytes32 sealed_roots;
        bytes32 data_root;
    }

    struct Group {
        uint256 time;
        uint256 epoch;
        uint256 passed;
        uint256 before;
        uint256 seen;
        uint256 absent;
        bool backed;
        bool backed_before;
        uint256 count;
    }

    struct Landlord {
        uint256 bond;
        uint256 unlock;
        uint256 draw;
        uint256 among;
        uint256 seats;
        uint256 pending;
        uint256 banned;
    }

    struct Seat {
        uint256 place;
        uint256 since;
    }

    struct Terms {
        uint256 mb;
        uint256 size;
        uint256 replicas;
        uint256 fill;
        uint256 bond;
        uint256 lock;
        uint256 penalty;
        uint256 epoch_blocks;
        uint256 round_epochs;
        uint256 answer_blocks;
        uint256 challenges;
        uint256 absence;
        uint256 reporter_share;
        uint256 ban_days;
    }

    struct Totals {
        uint256 groups;
        uint256 seats;
    }

    struct Vote {
        uint256 passed;
        bytes32 sealed_roots;
        bytes32 data_root;
        bytes signature;
    }

    event Announced(bytes32 indexed commitment);
    event Banned(address indexed landlord, uint256 until_day);
    event Fined(address indexed landlord, uint256 seats, uint256 penalty);
    event Followed(address indexed old, address indexed to);
    event GuardianSet(address indexed guardian);
    event Joined(address indexed landlord, uint256 seats, uint256 draw);
    event OwnershipTransferred(address indexed previous_owner, address indexed new_owner);
    event Paused(address indexed by);
    event Proved(uint256 indexed group, Attestation told, uint256 passed, uint256 signers);
    event ProvedSelf(uint256 indexed group, address indexed landlord, uint256 epoch);
    event Seated(uint256 indexed group, address indexed landlord, uint256 seat);
    event Slashed(address indexed landlord, address indexed reporter, uint256 amount, uint256 reward);
    event Unpaused(address indexed by);
    event Unseated(uint256 indexed group, address indexed landlord, uint256 seat);
    event Withdrawn(address indexed landlord, uint256 amount);

    function announce(bytes32 commitment) external;
    function announced(bytes32 arg0) external view returns (uint256);
    function assign(address landlord, address[] memory members) external returns (uint256);
    function attested(uint256 arg0) external view returns (bytes32);
    function ban(address landlord) external;
    function cancel(address landlord) external;
    function challenge(address account, uint256 number, bytes32 block_hash, uint256 k) external view returns (uint256);
    function disk() external view returns (address);
    function drawn(address account) external view returns (uint256);
    function eip712Domain()
        external
        view
        returns (bytes1, string memory, string memory, uint256, address, bytes32, uint256[] memory);
    function expel(uint256 group, address landlord, address[] memory members) external;
    function follow(address old) external;
    function follow_seat(uint256 group, address old, address[] memory members) external;
    function free_bond(address account) external view returns (uint256);
    function group(uint256 number) external view returns (Group memory);
    function guardian() external view returns (address);
    function hires() external view returns (address);
    function is_banned(address account) external view returns (bool);
    function is_due(uint256 number, uint256 epoch) external view returns (bool);
    function join(uint256 seats) external;
    function landlord(address account) external view returns (Landlord memory);
    function leave(uint256 group, address[] memory members) external;
    function members_hash(uint256 arg0) external view returns (bytes32);
    function owner() external view returns (address);
    function pause() external;
    function paused() external view returns (bool);
    function prove(
        uint256 group,
        Attestation memory told,
        uint256 passed,
        uint256 signers,
        address[] memory members,
        bytes memory signatures
    ) external;
    function prove_self(
        uint256 group,
        address landlord,
        Attestation memory told,
        bytes32 sealed_root,
        bytes32[] memory root_path,
        bytes[] memory leaves,
        bytes32[][] memory paths
    ) external;
    function recovery() external view returns (address);
    function report_answer(
        uint256 group,
        address landlord,
        Attestation memory told,
        uint256 k,
        bytes32 answered,
        bytes memory signature,
        bytes32 stored,
        bytes32[] memory path
    ) external;
    function report_votes(uint256 group, uint256 epoch, bytes32 block_hash, Vote memory first, Vote memory second)
        external;
    function seat(uint256 number, address account) external view returns (Seat memory);
    function set_guardian(address guardian) external;
    function terms() external view returns (Terms memory);
    function token() external view returns (address);
    function totals() external view returns (Totals memory);
    function transfer_ownership(address new_owner) external;
    function unpause() external;
    function withdraw() external returns (uint256);
}
