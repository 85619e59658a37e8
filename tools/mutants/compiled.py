# SPDX-License-Identifier: MIT
"""`python -m tools.mutants.compiled`: codes of contracts, and whether they are other ones than those it is given.

Reads {contract: code or null} from its input and writes {"verdict": …, "codes": …}. It looks at one contract after the
other and stops at the first that differs, because a module may be part of fifteen.
"""

from __future__ import annotations

import json
import sys

from wuxing.engine.artifacts import Artifact, artifact
from wuxing.engine.compilers import CompileError


def code(built: Artifact) -> str:
    """The code without what the compiler adds of the sources' hashes."""
    return _bare(built.initcode).hex() + _bare(built.runtime, built.is_vyper).hex()


def _bare(code: bytes, has_none: bool = False) -> bytes:
    # CBOR and its length in two bytes: Vyper counts these in, solc does not
    length = int.from_bytes(code[-2:], "big")
    return code if has_none or length > 300 else code[: -length - 2]


def main() -> None:
    """Says `invalid`, `equivalent` or `differs`."""
    known, codes = json.load(sys.stdin), {}
    for name, before in known.items():
        try:
            codes[name] = code(artifact(name))
        except CompileError as error:
            print(json.dumps({"verdict": "invalid", "why": str(error)[:500], "codes": {}}))
            return
        except Exception as error:  # a compiler's own failure at what it does not expect
            print(json.dumps({"verdict": "invalid", "why": repr(error)[:500], "codes": {}}))
            return
        if before and codes[name] != before:
            print(json.dumps({"verdict": "differs", "codes": {}}))
            return
    print(json.dumps({"verdict": "equivalent", "codes": codes}))


if __name__ == "__main__":
    main()
