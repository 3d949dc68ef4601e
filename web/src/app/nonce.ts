/** Return the nonce of this visit; the browser refuses styles that scripts insert without it. */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>("meta[property=csp-nonce]")?.nonce ?? "";
}

/**
 * Let every style that scripts make carry the nonce; call once, before anything is drawn.
 *
 * antd takes the nonce for its styles, but not for those that hold the page still behind a dialog.
 */
export function carryNonce(): void {
  // Deprecated is only one of its signatures.
  /* eslint-disable @typescript-eslint/no-deprecated */
  const create = document.createElement.bind(document);
  document.createElement = (name: string, options?: ElementCreationOptions): HTMLElement => {
    const element = create(name, options);
    if (element instanceof HTMLStyleElement) element.nonce = styleNonce();
    return element;
  };
}
