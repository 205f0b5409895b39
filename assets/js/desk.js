// The officers' script: keys, the place in a list, several rows at once, words found in a field.
import { onContent } from "./parts/content.js";
import { startFound } from "./desk/found.js";
import { startDesk } from "./desk/list.js";
import { watchKeys } from "./desk/keys.js";

onContent("textarea[data-found]", startFound);
onContent("[data-desk]", startDesk);
if (document.body.dataset.hotkeys !== "off") watchKeys();
