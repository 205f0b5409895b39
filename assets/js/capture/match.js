// Whom the first words mean, without tone marks, and what field the words speak of.
export function fold(text) {
  return text
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .replace(/đ/g, "d");
}

const wordsOf = (text) => fold(text).match(/[a-z0-9]+/g) || [];

export function prepare(people) {
  return people.map((one) => ({ ...one, known: wordsOf(`${one.for} ${one.name}`) }));
}

const fits = (one, typed) => typed.every((word) => one.known.some((known) => known.startsWith(word)));

// Returns { found, length }: who fits the most first words, and how many characters those take.
export function recognise(text, people) {
  const parts = [...text.matchAll(/\S+/g)];
  let found = [];
  let length = 0;
  const typed = [];
  for (const part of parts) {
    const word = fold(part[0]).replace(/[^a-z0-9]/g, "");
    if (!word) break;
    typed.push(word === "htx" ? "" : word);
    const left = people.filter((one) => fits(one, typed.filter(Boolean)));
    if (!left.length || !typed.filter(Boolean).length) {
      if (typed[typed.length - 1] === "") continue;
      break;
    }
    found = left;
    length = part.index + part[0].length;
  }
  return { found, length };
}

export function guessTopic(words, terms) {
  const said = ` ${wordsOf(words).join(" ")} `;
  let best = "other";
  let most = 0;
  for (const [topic, listed] of Object.entries(terms)) {
    const count = listed.split("|").reduce((sum, term) => sum + said.split(` ${term}`).length - 1, 0);
    if (count > most) [best, most] = [topic, count];
  }
  return best;
}
