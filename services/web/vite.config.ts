// Builds the pages into dist/: hashed assets, nothing inline, so that a strict content security policy holds.
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

export default defineConfig({
  root: here,
  plugins: [react(), copyNamedIcons()],
  css: { preprocessorOptions: { scss: { quietDeps: true, style: "compressed" } } },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    // Lightning CSS stops at the style sheet of nhsuk-frontend.
    cssMinify: false,
    modulePreload: { polyfill: false },
    target: "es2022",
    chunkSizeWarningLimit: 900,
  },
});
