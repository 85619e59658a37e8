// SPDX-License-Identifier: MIT
export const ModuleSetupAbi = [
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "module",
        "type": "address"
      }
    ],
    "name": "enable",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  }
] as const;
