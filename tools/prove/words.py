# SPDX-License-Identifier: MIT
"""Packed words, for halmos: whatever fits is read back as it was written, for all values of all fields at once.

A Vyper contract for each pair of functions packs what it is given and reads it again; halmos runs its bytecode. What
does not fit may revert; that the ends of each field fit is in the unit tests.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from eth_utils import function_abi_to_4byte_selector
from vyper.compiler.output import build_abi_output

from wuxing.engine.artifacts import vyper_harness
from wuxing.paths import CONTRACTS

SOLIDITY_NAME = "Words"

PAIRS = {
    "common/unlock_line": [("_pack", "_unpack")],
    "common/vesting_words": [("_pack", "_unpack"), ("_amounts", "_read_amounts")],
    "contattract/disk_words": [
        ("_pack_pool", "_pool"),
        ("_pack_reach", "_reach"),
        ("_pack_rest", "_rest"),
        ("_pack_lease", "_lease"),
        ("_pack_account", "_account"),
        ("_pack_subsidy", "_subsidy"),
    ],
    "contattract/hire_words": [("_pack_hire", "_hire"), ("_pack_reputation", "_reputation")],
    "contattract/mail_words": [
        ("_pack_name", "_name"),
        ("_pack_escrow", "_escrow"),
        ("_pack_order", "_order"),
        ("_pack_sale", "_sale"),
    ],
    "contattract/proof_words": [
        ("_pack_landlord", "_landlord"),
        ("_pack_group", "_group"),
        ("_pack_seat", "_seat"),
        ("_pack_totals", "_totals"),
    ],
    "contattract/recovery_word": [("_pack", "_read")],
    "contattract/rights_words": [("_pack_access", "_access"), ("_pack_offer", "_offer")],
    "contattract/shop_words": [("_pack", "_read")],
    "xz/custody": [("_pack", "_unpack")],
    "xz/grant_word": [("_pack", "_unpack")],
    "xz/log_state": [("_pack", "_unpack")],
    "xz/market_words": [
        ("_offer", "_read_offer"),
        ("_receipt", "_read_receipt"),
        ("_order", "_read_order"),
        ("_bucket", "_read_bucket"),
        ("_tier", "_read_tier"),
    ],
    "xz/position": [("_pack", "_unpack")],
    "xz/round": [("_pack", "_unpack")],
    "xz/sector_word": [("_pack", "_unpack"), ("_pack_seed", "_unpack_seed")],
    "zos/stake_words": [
        ("_pack_pool", "_pool"),
        ("_pack_miner", "_miner"),
        ("_pair", "_split"),
        ("_pack_delegation", "_delegation"),
    ],
    "zzm/project_word": [("_ledger", "_read_ledger"), ("_till", "_read_till"), ("_book", "_read_book")],
}
"""The functions that pack and read, by module."""

MODULO = {("disk_words", "index"): 120, ("disk_words", "debt"): 120}
"""Fields that are numbers modulo 2^n, and n."""

KNOWN = {
    ("unlock_line", "_pack", "remainder"): 24,  # of a division by 180 days
    ("vesting_words", "_amounts", "claimed"): 160,  # never above the amount
    ("mail_words", "_pack_order", "state"): 56,  # Attachments' own constants
    ("stake_words", "_pack_miner", "index"): 96,  # read from the pool's word
    ("stake_words", "_pack_miner", "kind"): 8,  # checked where a class is set
    ("stake_words", "_pack_miner", "commission"): 16,  # checked where it is set
}
"""Fields that are below 2^n wherever they come from, so that packing does not look, and n."""
LEAST = {"proof_words_pack_seat": ["since"]}
"""Fields that may not be zero: a seat is taken at some second."""


@dataclass(frozen=True)
class Pair:
    """A module's functions that pack and read, compiled: the call that does both, and its fields by name."""

    module: str
    pack: str
    initcode: bytes
    selector: bytes
    fields: list[str]

    @property
    def check(self) -> str:
        """The name of the check."""
        return f"check_{self.module}_{self.pack.removeprefix('_')}__reads_what_was_packed"


def _signature(text: str, function: str) -> tuple[str, str]:
    """Arguments and what is returned, as they are written."""
    found = re.search(rf"^def {function}\(([^)]*)\)\s*->\s*([^:]+(?:\[\d+\])?):", text, re.M)
    if found is None:
        raise LookupError(f"expected a function {function} with arguments and a result")
    return " ".join(found[1].split()), found[2].strip()


def pair(module: str, pack: str, read: str) -> Pair:
    """Compiles a module's pair of functions as one external function. Raises LookupError when one is missing."""
    file = CONTRACTS / f"{module}.vy"
    folder, name = module.split("/")
    text = file.read_text()
    structs = "|".join(re.findall(r"^struct (\w+):", text, re.M)) or "-"
    arguments, packed = _signature(text, pack)
    _, result = _signature(text, read)
    arguments, result = (re.sub(rf"\b({structs})\b", rf"{name}.\1", part) for part in (arguments, result))
    names = ", ".join(argument.split(":")[0].strip() for argument in arguments.split(","))
    if packed.startswith("("):
        count = packed.count(",") + 1
        words = ", ".join(f"word_{i}" for i in range(count))
        declared = "\n".join(f"    word_{i}: uint256 = 0" for i in range(count))
        body = f"{declared}\n    {words} = {name}.{pack}({names})\n    return {name}.{read}({words})"
    else:
        body = f"    return {name}.{read}({name}.{pack}({names}))"
    harness = (
        f"# pragma version 0.4.3\n# pragma evm-version cancun\nfrom contracts.{folder} import {name}\n\n"
        f"@external\n@pure\ndef both({arguments}) -> {result}:\n{body}\n"
    )
    compiled = vyper_harness(harness).compiler_data
    (entry,) = build_abi_output(compiled)
    fields = [field["name"] for argument in entry["inputs"] for field in argument.get("components", [argument])]
    return Pair(name, pack, compiled.bytecode, function_abi_to_4byte_selector(entry), fields)


_HEAD = """\
// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

contract {name}Checks {{
    mapping(bytes4 => address) private _code;

    function setUp() public {{
{setup}
    }}

    function _deploy(bytes4 selector, bytes memory code) private {{
        address made;
        assembly {{
            made := create(0, add(code, 32), mload(code))
        }}
        require(made != address(0));
        _code[selector] = made;
    }}

    function _word(bytes memory answer, uint256 place) private pure returns (uint256 word) {{
        assembly {{
            word := mload(add(answer, mul(32, add(place, 1))))
        }}
    }}
"""

_CHECK = """
    /// @notice Zero fits, so that the check says something; and what fits is read as it was packed.
    function {check}(uint256[{count}] calldata fields) public {{
        uint256[{count}] memory zero;{least}{known}
        (bool done,) = _code[0x{key}].staticcall(abi.encodePacked(bytes4(0x{selector}), zero));
        assert(done);
        bytes memory answer;
        (done, answer) = _code[0x{key}].staticcall(abi.encodePacked(bytes4(0x{selector}), fields));
        if (done) {{
            assert(answer.length == {length});
{asserts}
        }}
    }}
"""


def words_checks() -> str:
    """Solidity of all checks: a contract, a function for each pair."""
    pairs = [pair(module, *functions) for module, several in PAIRS.items() for functions in several]
    setup, checks = [], []
    for number, made in enumerate(pairs, 1):
        key = f"{number:08x}"
        setup.append(f'        _deploy(0x{key}, hex"{made.initcode.hex()}");')
        asserts = []
        for place, name in enumerate(made.fields):
            bits = MODULO.get((made.module, name))
            wanted = f"fields[{place}]" if bits is None else f"fields[{place}] % 2 ** {bits}"
            asserts.append(f"            assert(_word(answer, {place}) == {wanted});")
        count = len(made.fields)
        checks.append(
            _CHECK.format(
                check=made.check,
                count=count,
                key=key,
                selector=made.selector.hex(),
                length=32 * count,
                least="".join(
                    f" zero[{made.fields.index(name)}] = 1;" for name in LEAST.get(made.module + made.pack, [])
                ),
                known="".join(
                    f"\n        require(fields[{place}] >> {KNOWN[made.module, made.pack, name]} == 0);"
                    for place, name in enumerate(made.fields)
                    if (made.module, made.pack, name) in KNOWN
                ),
                asserts="\n".join(asserts),
            )
        )
    return _HEAD.format(name=SOLIDITY_NAME, setup="\n".join(setup)) + "".join(checks) + "}\n"
