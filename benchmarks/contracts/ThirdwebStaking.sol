// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Staking721} from "@thirdweb-dev/contracts/extension/Staking721.sol";

/// @dev The reward token mints.
interface IMintable {
    function mint(address to, uint256 amount) external;
}

/// @title thirdweb's Staking721 as it is, paying in a token that it may mint: a peer of XZMine
contract ThirdwebStaking is Staking721 {
    IMintable private immutable reward;

    constructor(address nft, address reward_, uint256 unit, uint256 perUnit) Staking721(nft) {
        reward = IMintable(reward_);
        _setStakingCondition(unit, perUnit);
    }

    /// @notice So that tokens may be sent here safely.
    function onERC721Received(address, address, uint256, bytes calldata) external pure returns (bytes4) {
        return this.onERC721Received.selector;
    }

    function getRewardTokenBalance() external pure override returns (uint256) {
        return type(uint256).max;
    }

    function _mintRewards(address staker, uint256 amount) internal override {
        reward.mint(staker, amount);
    }

    function _canSetStakeConditions() internal pure override returns (bool) {
        return false;
    }
}
