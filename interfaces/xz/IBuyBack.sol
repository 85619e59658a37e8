// SPDX-License-Identifier: MIT
pragma solidity ^0.8.4;

interface IBuyBack {
    event Bought(address indexed holder, uint256 spent, uint256 bought);
    event Burned(address indexed by, uint256 spent, uint256 burned);
    event FeedSet(address indexed feed);
    event Funded(address indexed by, uint256 burn, address indexed holder, uint256 share);
    event GuardianSet(address indexed guardian);
    event LimitsSet(uint256 call_cap, uint256 refill, uint256 slippage);
    event OwnershipTransferred(address indexed previous_owner, address indexed new_owner);
    event Paused(address indexed by);
    event Unpaused(address indexed by);
    event Withdrawn(address indexed account, uint256 amount);

    function allowance() external view returns (uint256);
    function bound(uint256 amount) external view returns (uint256);
    function burned() external view returns (uint256);
    function buy(uint256 amount) external returns (uint256);
    function buy_for(address[] memory accounts) external returns (uint256);
    function buy_own(uint256 amount, uint256 least) external returns (uint256);
    function call_cap() external view returns (uint256);
    function credit(address arg0) external view returns (uint256);
    function feed() external view returns (address);
    function fund(uint256 burn, address holder, uint256 share) external;
    function guardian() external view returns (address);
    function holder_allowance() external view returns (uint256);
    function owed(address arg0) external view returns (uint256);
    function owner() external view returns (address);
    function pause() external;
    function paused() external view returns (bool);
    function pot() external view returns (uint256);
    function refill() external view returns (uint256);
    function router() external view returns (address);
    function set_feed(address feed) external;
    function set_guardian(address guardian) external;
    function set_limits(uint256 call_cap, uint256 refill, uint256 slippage) external;
    function slippage() external view returns (uint256);
    function spent() external view returns (uint256);
    function stablecoin() external view returns (address);
    function token() external view returns (address);
    function total_credit() external view returns (uint256);
    function transfer_ownership(address new_owner) external;
    function unpause() external;
    function withdraw(address account) external returns (uint256);
}
