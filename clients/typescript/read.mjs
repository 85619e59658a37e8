// SPDX-License-Identifier: MIT
// Reads ABIs with ethers as a client would: prints, for each function with named outputs, what `toObject` gives.
// node clients/typescript/read.mjs interfaces/xz/XZMine.json pending 0x…
import { readFileSync } from "node:fs";
import { Interface } from "ethers-6";

const [file, name, data] = process.argv.slice(2);
const face = new Interface(JSON.parse(readFileSync(file, "utf8")));
const [struct] = face.decodeFunctionResult(name, data);
console.log(JSON.stringify(struct.toObject(), (_, value) => (typeof value === "bigint" ? value.toString() : value)));
