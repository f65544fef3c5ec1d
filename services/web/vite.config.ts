// Builds the pages into dist/: hashed assets, nothing inline, so that a strict content security policy holds. Beside them the service worker, which is
// told the files of this build and its name.
import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { copyFileSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const here = dirname(fileURLToPath(import.meta.url));
const frontendImages = join(
  dirname(createRequire(import.meta.url).resolve("nhsuk-frontend/package.json")),
  "dist/nhsuk/assets/images",
);

/** The style sheet names icons by absolute address; only those are copied, never the logo or the fonts. */
function copyNamedIcons(): Plugin {
  const named = new Set<string>();
  return {
    name: "copy-named-icons",
    apply: "build",
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle))
        if (file.type === "asset" && file.fileName.endsWith(".css"))
          for (const match of String(file.source).matchAll(/\/assets\/images\/([a-z0-9-]+\.svg)/g))
            named.add(match[1] ?? "");
    },
    writeBundle() {
      const target = join(here, "dist/assets/images");
      mkdirSync(target, { recursive: true });
      for (const icon of named) copyFileSync(join(frontendImages, icon), join(target, icon));
    },
  };
}

/** Writes into the service worker what it has to keep, and a name that changes with any of it. */
function fillShellWorker(): Plugin {
  return {
    name: "fill-shell-worker",
    apply: "build",
    enforce: "post",
    generateBundle(_options, bundle) {
      const worker = bundle["shell-worker.js"];
      if (worker?.type !== "chunk") this.error("the build has no shell-worker.js");
      if (worker.imports.length > 0) this.error("shell-worker.js imports: a service worker stands alone");
      const files = Object.values(bundle).filter(
        ({ fileName }) => /\.(?:js|css|html)$/.test(fileName) && fileName !== worker.fileName,
      );
      const icons = files.flatMap((file) =>
        file.type === "asset"
          ? [...String(file.source).matchAll(/\/assets\/images\/[a-z0-9-]+\.svg/g)].map(([path]) => path)
          : [],
      );
      const kept = [
        ...files.filter(({ fileName }) => !fileName.endsWith(".html")).map(({ fileName }) => `/${fileName}`),
        ...new Set(icons),
        "/assets/favicon.svg",
      ].sort();
      const version = createHash("sha256").update(worker.code);
      for (const file of files.sort((left, right) => left.fileName.localeCompare(right.fileName)))
        version.update(file.fileName).update(file.type === "asset" ? file.source : file.code);
      worker.code = worker.code
        .replaceAll("SHELL_FILES", JSON.stringify(kept))
        .replaceAll("SHELL_VERSION", JSON.stringify(version.digest("hex").slice(0, 16)));
    },
  };
}

export default defineConfig({
  root: here,
  plugins: [react(), copyNamedIcons(), fillShellWorker()],
  css: { preprocessorOptions: { scss: { quietDeps: true, style: "compressed" } } },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    // Lightning CSS stops at the style sheet of nhsuk-frontend.
    cssMinify: false,
    modulePreload: { polyfill: false },
    target: "es2022",
    rolldownOptions: {
      input: { index: join(here, "index.html"), "shell-worker": join(here, "src/pages/offline/shell-worker.ts") },
      output: {
        entryFileNames: ({ name }) => (name === "shell-worker" ? "shell-worker.js" : "assets/[name]-[hash].js"),
      },
    },
    chunkSizeWarningLimit: 900,
  },
});
