import { fileURLToPath } from "node:url";

import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const API = process.env.POLICY_SERVER ?? "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [react()],
  // The server puts a fresh nonce in its place for every visit; antd adds its styles under it.
  html: { cspNonce: "__CSP_NONCE__" },
  resolve: {
    alias: [
      {
        // Every icon is labelled with its English name, also those within antd's own components.
        find: /^\.\.\/components\/AntdIconLight$/,
        replacement: fileURLToPath(new URL("src/app/SilentIcon.tsx", import.meta.url)),
      },
    ],
  },
  build: {
    // Data addresses would need an exception in the Content-Security-Policy.
    assetsInlineLimit: 0,
    // Which files a page loads; `npm run size` adds them up.
    manifest: true,
    chunkSizeWarningLimit: 1200,
  },
  server: {
    // The server takes requests only from its own address.
    proxy: { "/api": { target: API, changeOrigin: true, headers: { origin: API } } },
  },
  test: {
    environment: "jsdom",
    setupFiles: ["src/testing/setup.ts"],
    css: false,
    // CI shares two cores with everything else.
    testTimeout: 30_000,
  },
});
