import "./app/page.css";

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { App } from "./app/App";
import { carryNonce } from "./app/nonce";
import { applyPreferences } from "./app/preferences";
import { wordsReady } from "./i18n";

applyPreferences();
carryNonce();
const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
await wordsReady;
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
