import { Pagination } from "antd";

import { useIsWide } from "../app/screen";
import { usePageButtons } from "../app/usePageButtons";
import styles from "./Drafting.module.css";

const WIDE_REM = 40;

interface PageButtonsProps {
  /** How many there are on all pages. */
  total: number;
  /** Counting from 1. */
  page: number;
  pageSize: number;
  onPage: (page: number) => void;
}

/** Leads to the other pages of a long list; not there where one page holds all. */
export function PageButtons({ total, page, pageSize, onPage }: PageButtonsProps) {
  const itemRender = usePageButtons();
  const isWide = useIsWide(WIDE_REM);
  return (
    <Pagination
      className={styles.below}
      align="center"
      hideOnSinglePage
      simple={!isWide && { readOnly: true }}
      current={page}
      pageSize={pageSize}
      showSizeChanger={false}
      itemRender={itemRender}
      total={total}
      onChange={onPage}
    />
  );
}
