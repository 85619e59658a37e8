// SPDX-License-Identifier: MIT
export const SliceReaderAbi = [
  {
    "stateMutability": "view",
    "type": "function",
    "name": "read",
    "inputs": [
      {
        "name": "group",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "index",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "start",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "length",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "data",
        "type": "bytes",
        "internalType": "bytes"
      },
      {
        "name": "path",
        "type": "bytes32[]",
        "internalType": "bytes32[]"
      },
      {
        "name": "told",
        "type": "tuple",
        "components": [
          {
            "name": "epoch",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "block_hash",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "sealed_roots",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "data_root",
            "type": "bytes32",
            "internalType": "bytes32"
          }
        ],
        "internalType": "struct Attestation"
      },
      {
        "name": "max_age",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "bytes",
        "internalType": "bytes"
      }
    ]
  },
  {
    "stateMutability": "view",
    "type": "function",
    "name": "proofs",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "stateMutability": "nonpayable",
    "type": "constructor",
    "inputs": [
      {
        "name": "proofs_",
        "type": "address",
        "internalType": "address"
      }
    ],
    "outputs": []
  }
] as const;
