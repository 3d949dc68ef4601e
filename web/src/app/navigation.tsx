import {
  AuditOutlined,
  BarChartOutlined,
  CommentOutlined,
  DatabaseOutlined,
  FileDoneOutlined,
  FileSearchOutlined,
  FileWordOutlined,
  FormOutlined,
  InboxOutlined,
  KeyOutlined,
  QuestionCircleOutlined,
  ReadOutlined,
  TeamOutlined,
  UploadOutlined,
} from "@ant-design/icons";
import type { ReactNode } from "react";

import type { Permission } from "../api/records";

/** An entry of the main navigation. */
export interface Entry {
  /** Its word: `nav.<name>` in common.json. */
  name:
    | "chat"
    | "search"
    | "library"
    | "enquiries"
    | "indicators"
    | "reports"
    | "audit_draft"
    | "learning"
    | "training"
    | "uploads"
    | "gaps"
    | "accounts"
    | "libraries"
    | "log";
  path: string;
  icon: ReactNode;
  permission: Permission;
}

/** Every entry, in order; a person sees those they may open. */
export const ENTRIES: readonly Entry[] = [
  { name: "chat", path: "/", icon: <CommentOutlined aria-hidden />, permission: "ask" },
  { name: "search", path: "/search", icon: <FileSearchOutlined aria-hidden />, permission: "ask" },
  { name: "library", path: "/library", icon: <DatabaseOutlined aria-hidden />, permission: "ask" },
  { name: "enquiries", path: "/enquiries", icon: <QuestionCircleOutlined aria-hidden />, permission: "ask" },
  { name: "indicators", path: "/indicators", icon: <BarChartOutlined aria-hidden />, permission: "ask" },
  { name: "reports", path: "/reports", icon: <FileWordOutlined aria-hidden />, permission: "draft" },
  { name: "audit_draft", path: "/audit-draft", icon: <FileDoneOutlined aria-hidden />, permission: "draft" },
  { name: "learning", path: "/learning", icon: <ReadOutlined aria-hidden />, permission: "ask" },
  { name: "training", path: "/training", icon: <FormOutlined aria-hidden />, permission: "train" },
  { name: "uploads", path: "/uploads", icon: <UploadOutlined aria-hidden />, permission: "keep" },
  { name: "gaps", path: "/gaps", icon: <InboxOutlined aria-hidden />, permission: "keep" },
  { name: "accounts", path: "/admin/accounts", icon: <TeamOutlined aria-hidden />, permission: "administer" },
  { name: "libraries", path: "/admin/libraries", icon: <KeyOutlined aria-hidden />, permission: "administer" },
  { name: "log", path: "/admin/log", icon: <AuditOutlined aria-hidden />, permission: "administer" },
];

/** Return the entry that an address belongs to. */
export function entryOf(path: string): Entry | undefined {
  if (path === "/" || path.startsWith("/c/") || path.startsWith("/source/")) return ENTRIES[0];
  return ENTRIES.find((entry) => entry.path !== "/" && path.startsWith(entry.path));
}
