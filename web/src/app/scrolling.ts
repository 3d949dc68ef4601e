/**
 * Scroll a box, and nothing around it, so that an element in it is seen.
 *
 * @param at Where in the box: its upper edge, or its middle.
 */
export function scrollBox(box: HTMLElement, element: Element, at: "start" | "center"): void {
  const { top, height } = element.getBoundingClientRect();
  const offset = top - box.getBoundingClientRect().top;
  const room = at === "start" ? 0 : Math.max(0, (box.clientHeight - height) / 2);
  box.scrollTop += offset - room;
}
