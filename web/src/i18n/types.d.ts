import type chat from "./zh-CN/chat.json";
import type common from "./zh-CN/common.json";
import type drafting from "./zh-CN/drafting.json";
import type learning from "./zh-CN/learning.json";
import type library from "./zh-CN/library.json";
import type people from "./zh-CN/people.json";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "common";
    resources: {
      chat: typeof chat;
      common: typeof common;
      drafting: typeof drafting;
      learning: typeof learning;
      library: typeof library;
      people: typeof people;
    };
  }
}
