import { Button } from "antd";
import { useTranslation } from "react-i18next";

import styles from "./FilterButtons.module.css";

interface FilterButtonsProps {
  /** True where something is filtered by. */
  isUsed: boolean;
  onClear: () => void;
  /** Whether the boxes that find no room are shown; undefined where all of them find it. */
  isOpen: boolean | undefined;
  onOpen: (isOpen: boolean) => void;
}

/** Below the boxes of a filter: to search, to clear them, and to see those that find no room. */
export function FilterButtons({ isUsed, onClear, isOpen, onOpen }: FilterButtonsProps) {
  const { t } = useTranslation();
  return (
    <div className={styles.buttons}>
      <Button type="primary" htmlType="submit">
        {t("filter.search")}
      </Button>
      {isUsed && <Button onClick={onClear}>{t("filter.clear")}</Button>}
      {isOpen !== undefined && (
        <Button type="text" aria-expanded={isOpen} onClick={() => onOpen(!isOpen)}>
          {t(isOpen ? "filter.less" : "filter.more")}
        </Button>
      )}
    </div>
  );
}
