// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Governor} from "@openzeppelin/contracts/governance/Governor.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {GovernorCountingSimple} from "@openzeppelin/contracts/governance/extensions/GovernorCountingSimple.sol";
import {
    GovernorPreventLateQuorum
} from "@openzeppelin/contracts/governance/extensions/GovernorPreventLateQuorum.sol";
import {GovernorSettings} from "@openzeppelin/contracts/governance/extensions/GovernorSettings.sol";
import {GovernorTimelockControl} from "@openzeppelin/contracts/governance/extensions/GovernorTimelockControl.sol";
import {GovernorVotes} from "@openzeppelin/contracts/governance/extensions/GovernorVotes.sol";
import {
    GovernorVotesQuorumFraction
} from "@openzeppelin/contracts/governance/extensions/GovernorVotesQuorumFraction.sol";
import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";

/// @title Token governor: one coin, one vote, and a timelock (XZ-21)
/// @notice OpenZeppelin's Governor put together: whoever has the threshold of votes proposes calls; after the voting
/// delay, for the voting period, holders vote for, against or abstain; a proposal passes with more votes for than
/// against and a quorum of for and abstain. A quorum that comes late prolongs the voting, so that there is time to answer
/// it. A passed proposal is queued in the timelock, which owns what there is to own, and
/// executed by anyone when the timelock's delay is over. Times in seconds, by the token's clock.
///
/// Who may do what: voters, as above; the proposer may cancel before voting begins. Everything adjustable here
/// (delay, period, extension, threshold, quorum, timelock) is changed by a proposal only. There is no other power and no stop:
/// what should not happen is voted down, or its owner leaves during the timelock's delay. Whoever sees a proposal
/// waiting to be mined could make the same one first and cancel it: a description that ends in `#proposer=0x…`, with the
/// proposer's address, is refused from anybody else.
contract TokenGovernor is
    Governor,
    GovernorSettings,
    GovernorCountingSimple,
    GovernorVotes,
    GovernorVotesQuorumFraction,
    GovernorPreventLateQuorum,
    GovernorTimelockControl
{
    /// @param name_ Name, also of the EIP-712 domain of votes by signature.
    /// @param token_ What gives votes (ERC-5805).
    /// @param timelock_ Executes; this governor is its proposer.
    /// @param votingDelay_ From proposal to voting (s).
    /// @param votingPeriod_ Length of the voting (s).
    /// @param threshold_ Votes needed to propose (wei of the token).
    /// @param quorumPercent_ Of the token's supply, 0 to 100.
    /// @param extension_ Voting goes on for so long at least after the quorum was reached (s).
    constructor(
        string memory name_,
        IVotes token_,
        TimelockController timelock_,
        uint48 votingDelay_,
        uint32 votingPeriod_,
        uint256 threshold_,
        uint256 quorumPercent_,
        uint48 extension_
    )
        Governor(name_)
        GovernorSettings(votingDelay_, votingPeriod_, threshold_)
        GovernorVotes(token_)
        GovernorVotesQuorumFraction(quorumPercent_)
        GovernorPreventLateQuorum(extension_)
        GovernorTimelockControl(timelock_)
    {}

    /// @notice From proposal to voting (s).
    function votingDelay() public view override(Governor, GovernorSettings) returns (uint256) {
        return super.votingDelay();
    }

    /// @notice Length of the voting (s).
    function votingPeriod() public view override(Governor, GovernorSettings) returns (uint256) {
        return super.votingPeriod();
    }

    /// @notice Votes needed to propose (wei of the token).
    function proposalThreshold() public view override(Governor, GovernorSettings) returns (uint256) {
        return super.proposalThreshold();
    }

    /// @notice When a proposal's voting ends (timestamp, s), as far as it is known: a late quorum moves it.
    function proposalDeadline(uint256 proposalId)
        public
        view
        override(Governor, GovernorPreventLateQuorum)
        returns (uint256)
    {
        return super.proposalDeadline(proposalId);
    }

    /// @notice Where a proposal stands.
    function state(uint256 proposalId) public view override(Governor, GovernorTimelockControl) returns (ProposalState) {
        return super.state(proposalId);
    }

    /// @notice Whether a passed proposal goes through the timelock: always.
    function proposalNeedsQueuing(uint256 proposalId)
        public
        view
        override(Governor, GovernorTimelockControl)
        returns (bool)
    {
        return super.proposalNeedsQueuing(proposalId);
    }

    function _tallyUpdated(uint256 proposalId) internal override(Governor, GovernorPreventLateQuorum) {
        super._tallyUpdated(proposalId);
    }

    function _queueOperations(
        uint256 proposalId,
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) internal override(Governor, GovernorTimelockControl) returns (uint48) {
        return super._queueOperations(proposalId, targets, values, calldatas, descriptionHash);
    }

    function _executeOperations(
        uint256 proposalId,
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) internal override(Governor, GovernorTimelockControl) {
        super._executeOperations(proposalId, targets, values, calldatas, descriptionHash);
    }

    function _cancel(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) internal override(Governor, GovernorTimelockControl) returns (uint256) {
        return super._cancel(targets, values, calldatas, descriptionHash);
    }

    function _executor() internal view override(Governor, GovernorTimelockControl) returns (address) {
        return super._executor();
    }
}
