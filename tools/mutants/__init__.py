# SPDX-License-Identifier: MIT
"""What tests do not see: breaks one rule of a contract or of Python at a time, and looks whether a test fails.

Own code, because mutmut and cosmic-ray change Python alone, vertigo Solidity in frameworks of its own, and
universalmutator, which can change Vyper, neither draws a sample nor knows which tests reach a file.

`operators` makes the candidates, `reach` says which tests to ask, `sandbox` is the copy of the project where a mutant
lives, `hunt` draws, runs and writes down, `__main__` is the command. The checkout itself is never changed.
"""
