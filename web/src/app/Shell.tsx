import { FontSizeOutlined, LogoutOutlined, MenuOutlined, SettingOutlined, UserOutlined } from "@ant-design/icons";
import { Alert, Drawer, Dropdown } from "antd";
import { type ReactNode, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, NavLink, useLocation, useNavigate } from "react-router";

import { useSession, useSignOut } from "../api/session";
import { Loading } from "./Loading";
import { ENTRIES, type Entry, entryOf } from "./navigation";
import { useOnline } from "./online";
import { useLargeType } from "./preferences";
import styles from "./Shell.module.css";

/** The frame of every page: header, navigation, the page itself. */
export function Shell({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const isOnline = useOnline();
  const current = entryOf(pathname);
  useEffect(() => {
    document.title = current ? `${t(`nav.${current.name}`)} · ${t("name")}` : t("name");
  }, [current, t]);
  return (
    <div className={styles.shell}>
      <a className="skip" href="#main">
        {t("skip")}
      </a>
      <header className={styles.header}>
        <NarrowMenu />
        <Link to="/" className={styles.name}>
          {t("name")}
        </Link>
        <WideMenu />
        <div className={styles.person}>
          <LargeTypeButton />
          <AccountMenu />
        </div>
      </header>
      {!isOnline && <Alert type="warning" banner title={t("offline")} role="status" />}
      <main id="main" className={styles.main} tabIndex={-1}>
        <Suspense fallback={<Loading />}>{children}</Suspense>
      </main>
    </div>
  );
}

function useEntries(): Entry[] {
  const { permissions } = useSession();
  return ENTRIES.filter(({ permission }) => permissions.includes(permission));
}

function WideMenu() {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const entries = useEntries();
  const desk = entries.filter(({ permission }) => permission === "administer");
  const isAtDesk = desk.some((entry) => entry === entryOf(pathname));
  return (
    <nav className={styles.wide} aria-label={t("navigation")}>
      {entries
        .filter((entry) => !desk.includes(entry))
        .map((entry) => (
          <EntryLink key={entry.name} entry={entry} />
        ))}
      {desk.length > 0 && (
        <Dropdown
          trigger={["click"]}
          menu={{
            items: desk.map(({ name, path, icon }) => ({ key: path, icon, label: t(`nav.${name}`) })),
            onClick: ({ key }) => void navigate(key),
          }}
        >
          <button type="button" className={isAtDesk ? `${styles.link} ${styles.here}` : styles.link}>
            <SettingOutlined aria-hidden /> {t("nav.admin")}
          </button>
        </Dropdown>
      )}
    </nav>
  );
}

function NarrowMenu() {
  const { t } = useTranslation();
  const [isOpen, setIsOpen] = useState(false);
  const entries = useEntries();
  return (
    <>
      <button
        type="button"
        className={`${styles.link} ${styles.narrow}`}
        aria-label={t("open_menu")}
        aria-expanded={isOpen}
        onClick={() => setIsOpen(true)}
      >
        <MenuOutlined aria-hidden />
      </button>
      <Drawer
        placement="left"
        size="min(20rem, 85vw)"
        open={isOpen}
        onClose={() => setIsOpen(false)}
        title={t("menu")}
        closable={{ "aria-label": t("close") }}
      >
        {/* A click on any entry closes the drawer; the links themselves can be reached by keyboard. */}
        {/* eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions */}
        <nav className={styles.drawer} aria-label={t("navigation")} onClick={() => setIsOpen(false)}>
          {entries.map((entry) => (
            <EntryLink key={entry.name} entry={entry} />
          ))}
        </nav>
      </Drawer>
    </>
  );
}

function EntryLink({ entry: { name, path, icon } }: { entry: Entry }) {
  const { t } = useTranslation();
  const isHere = entryOf(useLocation().pathname)?.name === name;
  return (
    <NavLink to={path} className={isHere ? `${styles.link} ${styles.here}` : styles.link} end>
      <span aria-hidden>{icon}</span> {t(`nav.${name}`)}
    </NavLink>
  );
}

function LargeTypeButton() {
  const { t } = useTranslation();
  const [isLarge, setIsLarge] = useLargeType();
  return (
    <button
      type="button"
      className={styles.link}
      aria-pressed={isLarge}
      title={t(isLarge ? "large_type_off" : "large_type_on")}
      onClick={() => setIsLarge(!isLarge)}
    >
      <FontSizeOutlined aria-hidden /> {t("large_type")}
    </button>
  );
}

function AccountMenu() {
  const { t } = useTranslation();
  const { account } = useSession();
  const navigate = useNavigate();
  const signOut = useSignOut();
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        items: [
          { key: "account", icon: <UserOutlined aria-hidden />, label: t("nav.account") },
          { key: "sign_out", icon: <LogoutOutlined aria-hidden />, label: t("sign_out") },
        ],
        onClick: ({ key }) => {
          if (key === "account") void navigate("/account");
          else signOut.mutate();
        },
      }}
    >
      <button type="button" className={styles.link} aria-label={`${t("nav.account")}：${account.name}`}>
        <UserOutlined aria-hidden /> <span className={styles.who}>{account.name}</span>
      </button>
    </Dropdown>
  );
}
