import js from "@eslint/js";
import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import globals from "globals";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["dist", "src/api/schema.d.ts"] },
  js.configs.recommended,
  {
    files: ["src/**/*.{ts,tsx}", "vite.config.ts"],
    extends: [
      tseslint.configs.strictTypeChecked,
      tseslint.configs.stylisticTypeChecked,
      reactHooks.configs.flat["recommended-latest"],
      jsxA11y.flatConfigs.strict,
    ],
    languageOptions: {
      globals: globals.browser,
      parserOptions: { projectService: true },
    },
    rules: {
      // Numbers read well in text.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      // An event handler may start work whose end it does not wait for.
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { attributes: false } }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/consistent-type-imports": "error",
      // Text of documents and people is shown as text, always.
      "no-restricted-syntax": [
        "error",
        {
          selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']",
          message: "Show it as text.",
        },
        {
          selector: "JSXOpeningElement[name.name=/(Outlined|Filled)$/]:not(:has(JSXAttribute[name.name='aria-hidden']))",
          message: "Its label is English: give it aria-hidden, and the button a Chinese name.",
        },
        {
          selector: "JSXAttribute[name.name='autoSize']:not([value.expression.value=false])",
          message: "It sets a style attribute, which the Content-Security-Policy refuses; page.css lets boxes grow.",
        },
      ],
      // The package's door brings a diagram drawer and a highlighter of half a megabyte.
      "no-restricted-imports": [
        "error",
        { paths: [{ name: "@ant-design/x", message: "Import from @ant-design/x/es/<part>." }] },
      ],
    },
  },
  { files: ["scripts/*.js", "eslint.config.js"], languageOptions: { globals: globals.node } },
);
