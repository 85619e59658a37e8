// SPDX-License-Identifier: MIT
// native-solc look-alike over npm soljson: supports --version and --standard-json [--base-path P]
const fs = require("fs"), path = require("path");
const root = path.resolve(__dirname, "../..");

module.exports = (name) => {
  const home = path.join(root, "node_modules", name);
  const args = process.argv.slice(2);
  // cheap version answer: no wasm start (solcx asks for --version several times per compile)
  const pkg = require(path.join(home, "package.json"));
  if (args.includes("--version")) {
    const cache = path.join(home, ".version-" + pkg.version);
    let v;
    try { v = fs.readFileSync(cache, "utf8"); } catch {
      v = require(home).version();
      try { fs.writeFileSync(cache, v); } catch {}
    }
    console.log("solc, the solidity compiler commandline interface\nVersion: " + v);
    process.exit(0);
  }
  const ai = args.indexOf("--standard-json");
  if (ai < 0) { console.error("only --standard-json is supported"); process.exit(1); }
  const bi = args.indexOf("--base-path");
  const bases = [bi >= 0 ? args[bi + 1] : process.cwd(), path.join(root, "node_modules")];
  const solc = require(home);
  const findImports = (p) => {
    for (const b of bases) {
      const f = path.resolve(b, p);
      if (fs.existsSync(f)) return { contents: fs.readFileSync(f, "utf8") };
    }
    return { error: "File not found: " + p };
  };
  const next = args[ai + 1];
  const input = fs.readFileSync(next && !next.startsWith("-") ? next : 0, "utf8");
  // before 0.6 the callback itself was the argument
  const callback = pkg.version.startsWith("0.5.") ? findImports : { import: findImports };
  fs.writeSync(1, solc.compile(input, callback));
};
