// Before the first paint: the theme and the language that were chosen last time, so that nothing flashes.
(function () {
  var root = document.documentElement;
  var saved = {};
  try {
    saved = { theme: localStorage.getItem("poolwise.theme"), language: localStorage.getItem("poolwise.language") };
  } catch (refused) {
    // Storage is switched off: the system's theme and the browser's language.
  }
  if (saved.theme === "light" || saved.theme === "dark") root.dataset.theme = saved.theme;
  // boot.js speaks for every other file that does not arrive or is not the one that was built.
  addEventListener("error", function (event) {
    if (event.target.localName === "script") root.dataset.failed = "yes";
  }, true);
  root.lang = saved.language || (/^sv\b/i.test(navigator.language) ? "sv" : "en");
})();
