/** The words of the page: a folder per language, a file per area, loaded when first needed. */
import i18next, { type BackendModule } from "i18next";
import { initReactI18next } from "react-i18next";

export const LANGUAGE = "zh-CN";

const files = import.meta.glob<Record<string, unknown>>("./*/*.json", { import: "default" });

const backend: BackendModule = {
  type: "backend",
  init: () => undefined,
  read(language, namespace, callback) {
    const load = files[`./${language}/${namespace}.json`];
    if (!load) {
      callback(new Error(`no words for ${namespace} in ${language}`), null);
      return;
    }
    load().then(
      (words) => {
        callback(null, words);
      },
      (error: unknown) => {
        callback(error as Error, null);
      },
    );
  },
};

export const i18n = i18next.createInstance();

/** Resolves when the first words are there. */
export const wordsReady = i18n.use(backend).use(initReactI18next).init({
  lng: LANGUAGE,
  fallbackLng: LANGUAGE,
  ns: ["common"],
  defaultNS: "common",
  interpolation: { escapeValue: false }, // React escapes.
});
