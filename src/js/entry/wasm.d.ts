// A `.wasm` import: a module in workerd, the URL of a file in the page's build.

declare module '*/byoip.wasm' {
  const module: WebAssembly.Module;
  export default module;
}

declare module '*/planner.wasm' {
  const module: WebAssembly.Module;
  export default module;
}

declare module '*/resolve.wasm' {
  const module: WebAssembly.Module;
  export default module;
}

declare module 'glue/core.wasm' {
  const url: string;
  export default url;
}

declare module 'glue/planner.wasm' {
  const url: string;
  export default url;
}
