// Everybody's script. Every page works without it; nothing here is needed to file, read or answer.
import { onContent } from "./parts/content.js";
import { startAutosave } from "./parts/autosave.js";
import { startCount } from "./parts/count.js";
import { startErrors } from "./parts/errors.js";
import { startGrow } from "./parts/grow.js";
import { startLines } from "./parts/lines.js";
import { startMenu } from "./parts/menu.js";
import { startNear } from "./parts/near.js";
import { watchOpening } from "./parts/opening.js";
import { watchPrinting } from "./parts/printing.js";
import { watchSubmits } from "./parts/submits.js";

document.documentElement.classList.add("js");
watchSubmits();
watchOpening();
watchPrinting();
onContent("[data-menu]", startMenu);
onContent("[data-error-summary]", startErrors);
onContent("[data-count-for]", startCount);
onContent("textarea[data-grow]", startGrow);
onContent("[data-lines]", startLines);
onContent("form[data-autosave]", startAutosave);
onContent("[data-near]", startNear);
