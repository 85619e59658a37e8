# SPDX-License-Identifier: MIT
"""`make prove`: what other people's analysers say of the contracts, each finding answered or the command fails.

    slither   all of Solidity, with every detector
    erc       slither-check-erc: coins and tokens against ERC-20, ERC-2612 and ERC-721
    halmos    coins for all accounts and amounts (Coins.t.sol); packed words for all values (words.py)

They live in `.venv-prove` (requirements-prove.lock) and compile with forge; reasons.toml answers what stays.
"""
