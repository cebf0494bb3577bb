// What every page needs; each behaviour is its own module, bound by data- attributes.
import "./menu.js";
import "./fold.js";
import "./dialog.js";
import "./detour.js";
import "./confirm.js";
import "./toast.js";
import "./network.js";
import "./submit.js";
import "./draft.js";
import "./palette.js";
import "./keyboard.js";
import "./list.js";
import "./select.js";
import "./theme.js";
import "./times.js";
import "./tabs.js";
import "./today.js";
