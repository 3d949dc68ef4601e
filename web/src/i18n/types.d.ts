import type chat from "./zh-CN/chat.json";
import type common from "./zh-CN/common.json";
import type drafting from "./zh-CN/drafting.json";
import type learning from "./zh-CN/learning.json";
import type library from "./zh-CN/library.json";
import type papers from "./zh-CN/papers.json";
import type people from "./zh-CN/people.json";
import type training from "./zh-CN/training.json";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "common";
    resources: {
      chat: typeof chat;
      common: typeof common;
      drafting: typeof drafting;
      learning: typeof learning;
      library: typeof library;
      papers: typeof papers;
      people: typeof people;
      training: typeof training;
    };
  }
}
