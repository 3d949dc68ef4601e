import "@testing-library/jest-dom/vitest";

import { cleanup } from "@testing-library/react";
import { afterEach } from "vitest";

import { i18n, wordsReady } from "../i18n";

await wordsReady;
await i18n.loadNamespaces(["chat", "learning", "library", "people"]);

// antd asks for the width of the screen and of boxes; jsdom has neither.
window.matchMedia = (query) =>
  Object.assign(new EventTarget(), { matches: false, media: query, onchange: null }) as MediaQueryList;

window.ResizeObserver = class {
  observe = () => undefined;
  unobserve = () => undefined;
  disconnect = () => undefined;
};

afterEach(cleanup);
