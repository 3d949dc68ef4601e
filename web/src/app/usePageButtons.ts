import type { PaginationProps } from "antd";
import { type AriaAttributes, cloneElement, isValidElement } from "react";
import { useTranslation } from "react-i18next";

/** Return how the arrows beside page numbers are drawn: with words for those who do not see them. */
export function usePageButtons(): NonNullable<PaginationProps["itemRender"]> {
  const { t } = useTranslation();
  return (_, type, element) =>
    (type === "prev" || type === "next") && isValidElement<AriaAttributes>(element)
      ? cloneElement(element, { "aria-label": t(`pages.${type}`) })
      : element;
}
