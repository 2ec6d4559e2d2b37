// Where the threads and processes of the service begin: in files beside the module that starts them, compiled where it is compiled.

/** The file `name` beside a module, from the module's `import.meta.url`. */
export function entryPoint(name: string, module: string): URL {
  return new URL(`./${name}.${isSource(module) ? "ts" : "js"}`, module);
}

/** The options of Node that such a file wants: none, unless it is still TypeScript. */
export function optionsOfNode(file: URL): string[] {
  return isSource(file.href) ? ["--import", import.meta.resolve("tsx")] : [];
}

function isSource(url: string): boolean {
  return url.endsWith(".ts");
}
