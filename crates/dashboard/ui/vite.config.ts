/// <reference types="vitest/config" />
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// The API during `npm run dev`; in production the server serves these files itself.
const api = process.env.HYDRA_API ?? "http://127.0.0.1:8080";

export default defineConfig({
  base: "/",
  plugins: [react()],
  server: { proxy: { "/api": api, "/demo": api, "/widget.js": api, "/form.js": api } },
  build: {
    outDir: "dist",
    assetsDir: "assets",
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    modulePreload: { polyfill: false },
  },
  test: { environment: "jsdom", setupFiles: ["./src/test-setup.ts"], css: false },
});
