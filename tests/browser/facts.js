// What a page says and how it lies on the screen; called in the browser by looking.py.
() => {
  const shown = document.body.cloneNode(true);
  shown.querySelectorAll("script, style, code, pre, samp, template, textarea").forEach((part) => part.remove());
  const named = [...document.querySelectorAll("[title], [alt], [aria-label], [placeholder]")];
  const names = named.map((part) => [part.title, part.alt, part.ariaLabel, part.placeholder].join(" "));
  const root = document.documentElement;
  const reachesOut = (part) =>
    part.getBoundingClientRect().right > root.clientWidth + 1 && !part.closest(".govuk-visually-hidden");
  const wide = [...document.body.querySelectorAll("*")].filter(reachesOut);
  const ids = [...document.querySelectorAll("[id]")].map((part) => part.id);
  return {
    twice: ids.filter((id, place) => ids.indexOf(id) !== place),
    lang: root.lang,
    title: document.title,
    h1: document.querySelectorAll("h1").length,
    main: document.querySelectorAll("main").length,
    over: root.scrollWidth - root.clientWidth,
    wide: wide.slice(0, 4).map((part) => part.outerHTML.slice(0, 120)),
    text: [shown.textContent, ...names].join(" "),
  };
}
