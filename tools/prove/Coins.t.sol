// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {CNT} from "../contracts/tokens/CNT.sol";
import {XZ} from "../contracts/tokens/XZ.sol";
import {ZOS} from "../contracts/tokens/ZOS.sol";
import {ZZM} from "../contracts/tokens/ZZM.sol";

/// @notice What the checks call of a coin.
interface ICoin {
    function allowance(address owner, address spender) external view returns (uint256);
    function approve(address spender, uint256 amount) external returns (bool);
    function balanceOf(address account) external view returns (uint256);
    function mint(address to, uint256 amount) external;
    function totalSupply() external view returns (uint256);
    function transfer(address to, uint256 amount) external returns (bool);
    function transferFrom(address from, address to, uint256 amount) external returns (bool);
}

/// @notice The two of foundry's cheat codes that the checks need.
interface Vm {
    function prank(address sender) external;
    function assume(bool condition) external pure;
}

/// @title What halmos proves of each coin, for all accounts and amounts at once (XZ-1, ZOS-1, ZZM-1, CNT-1)
/// @notice This contract holds the whole supply at first; each check begins with balances that it gives out.
abstract contract CoinChecks {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
    ICoin internal coin;

    /// @notice A transfer moves the amount, of nobody else's, and never what is not there.
    function check_transfer__moves_the_amount(address from, address to, address other, uint256 held, uint256 amount)
        public
    {
        vm.assume(from != address(this) && other != from && other != to);
        _give(from, held);
        uint256[3] memory before = [coin.balanceOf(from), coin.balanceOf(to), coin.balanceOf(other)];
        uint256 supply = coin.totalSupply();
        vm.prank(from);
        try coin.transfer(to, amount) returns (bool moved) {
            assert(moved && to != address(0) && amount <= before[0]);
            _assertMoved(from, to, amount, before);
        } catch {
            assert(to == address(0) || amount > before[0]);
        }
        assert(coin.balanceOf(other) == before[2] && coin.totalSupply() == supply);
    }

    /// @notice A spender moves no more than it was allowed, and the allowance falls by it, unless it was infinite.
    function check_transferFrom__within_the_allowance(
        address spender,
        address from,
        address to,
        uint256 held,
        uint256 allowed,
        uint256 amount
    ) public {
        vm.assume(from != address(this) && from != address(0) && spender != address(0));
        _give(from, held);
        vm.prank(from);
        coin.approve(spender, allowed);
        uint256[3] memory before = [coin.balanceOf(from), coin.balanceOf(to), 0];
        vm.prank(spender);
        try coin.transferFrom(from, to, amount) returns (bool moved) {
            assert(moved && to != address(0) && amount <= before[0] && amount <= allowed);
            _assertMoved(from, to, amount, before);
            uint256 left = allowed == type(uint256).max ? allowed : allowed - amount;
            assert(coin.allowance(from, spender) == left);
        } catch {
            assert(to == address(0) || amount > before[0] || amount > allowed);
        }
    }

    /// @notice Whatever a stranger calls: who allowed it nothing keeps all.
    function check_any_call__takes_nothing_that_was_not_allowed(
        address caller,
        address other,
        uint256 held,
        bytes memory data
    ) public {
        vm.assume(caller != address(this) && other != address(this) && caller != other);
        _give(other, held);
        uint256 before = coin.balanceOf(other);
        uint256 supply = coin.totalSupply();
        vm.prank(caller);
        // what it answers, and whether it reverts, is the caller's own affair
        (bool done,) = address(coin).call(data);
        done;
        assert(coin.balanceOf(other) >= before && coin.totalSupply() <= supply);
    }

    function _give(address to, uint256 amount) internal {
        vm.assume(to != address(0) && amount <= coin.balanceOf(address(this)));
        coin.transfer(to, amount);
    }

    function _assertMoved(address from, address to, uint256 amount, uint256[3] memory before) private view {
        if (from == to) {
            assert(coin.balanceOf(to) == before[1]);
        } else {
            assert(coin.balanceOf(from) == before[0] - amount && coin.balanceOf(to) == before[1] + amount);
        }
    }
}

/// @notice Coins that one mine mints.
abstract contract CappedCoinChecks is CoinChecks {
    uint256 internal constant CAP = 1e27;

    /// @notice The mine alone mints, and never beyond the cap.
    function check_mint__by_the_mine_up_to_the_cap(address caller, address to, uint256 burnt, uint256 amount) public {
        vm.assume(burnt <= CAP);
        (bool burned,) = address(coin).call(abi.encodeWithSignature("burn(uint256)", burnt));
        assert(burned);
        uint256 supply = coin.totalSupply();
        vm.prank(caller);
        try coin.mint(to, amount) {
            assert(caller == address(this) && to != address(0) && coin.totalSupply() == supply + amount);
        } catch {
            assert(caller != address(this) || to == address(0) || amount > burnt);
        }
        assert(coin.totalSupply() <= CAP);
    }
}

contract XZChecks is CappedCoinChecks {
    function setUp() public {
        coin = ICoin(address(new XZ(address(this), CAP)));
        coin.mint(address(this), CAP);
    }
}

contract ZOSChecks is CappedCoinChecks {
    function setUp() public {
        coin = ICoin(address(new ZOS(address(this), CAP, new address[](0), new uint256[](0))));
        coin.mint(address(this), CAP);
    }
}

contract CNTChecks is CoinChecks {
    function setUp() public {
        address[] memory holders = new address[](1);
        uint256[] memory amounts = new uint256[](1);
        (holders[0], amounts[0]) = (address(this), 2 ** 30 * 1e18);
        coin = ICoin(address(new CNT(holders, amounts)));
    }
}

contract ZZMChecks is CoinChecks {
    function setUp() public {
        coin = ICoin(address(new ZZM(address(this), 1e17)));
    }
}
