// Sorts and filters tables of facts. Without this file they stand whole, in their groups.
"use strict";
{
  /** Of two cells, the one that stands before the other; what is unknown comes last whichever way. */
  const compare = (a, b, way) => {
    if (a === undefined || b === undefined) return (a === undefined) - (b === undefined);
    return way * (a - b);
  };
  docsgen.enhance("[data-matrix]", (matrix, before) => {
    const form = matrix.querySelector(".matrix-controls");
    const shown = form.querySelector(".matrix-shown");
    const reset = form.querySelector(".matrix-reset");
    const table = matrix.querySelector("table");
    const groups = [...table.tBodies].map((body) => ({ body, rows: [...body.rows].filter((row) => !row.classList.contains("group")) }));
    const rows = groups.flatMap((group) => group.rows);
    // In order of meaning, which was worked out when the page was made.
    const ranks = new Map(rows.map((row) => [row, [...row.cells].map((cell) => (cell.dataset.rank === undefined ? undefined : Number(cell.dataset.rank)))]));
    const texts = new Map(rows.map((row) => [row, row.textContent.toLowerCase().replace(/\s+/g, " ")]));
    const first = (row, column) => row.cells[column].querySelector(".value")?.firstElementChild?.textContent.trim() ?? "";
    const sorted = document.createElement("tbody");
    let sort = null;

    const filter = () => {
      const words = form.elements.text.value.toLowerCase().split(/\s+/).filter(Boolean);
      const choices = [...form.querySelectorAll("select")].filter((select) => select.value);
      const attention = form.elements.attention?.checked ?? false;
      let count = 0;
      for (const row of rows) {
        const fits =
          words.every((word) => texts.get(row).includes(word)) &&
          choices.every((select) => first(row, Number(select.dataset.column)) === select.value) &&
          (!attention || "attention" in row.dataset);
        row.hidden = !fits;
        count += fits;
      }
      for (const { body, rows } of groups) body.hidden = sort !== null || rows.every((row) => row.hidden);
      const narrowed = count < rows.length;
      const counted = rows.length === 1 ? matrix.dataset.nounOne : matrix.dataset.noun;
      const all = counted.replace("{count}", rows.length);
      shown.textContent = narrowed ? docsgen.t("{count} of {all}", { count, all }) : all;
      reset.hidden = !narrowed && sort === null && words.length === 0;
    };

    // Ascending, descending, and back to the groups.
    const order = (column, way) => {
      sort = way === 0 ? null : { column, way };
      table.classList.toggle("is-sorted", sort !== null);
      for (const head of table.tHead.rows[0].cells) {
        if (sort && head.cellIndex === column) head.setAttribute("aria-sort", way > 0 ? "ascending" : "descending");
        else head.removeAttribute("aria-sort");
      }
      if (sort) {
        const before = new Map(rows.map((row, index) => [row, index]));
        sorted.append(...[...rows].sort((a, b) => compare(ranks.get(a)[column], ranks.get(b)[column], way) || before.get(a) - before.get(b)));
        table.append(sorted);
      } else {
        for (const { body, rows } of groups) body.append(...rows);
        sorted.remove();
      }
      filter();
    };
    for (const head of table.tHead.rows[0].cells) {
      const column = head.cellIndex;
      if (rows.every((row) => ranks.get(row)[column] === undefined)) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "matrix-sort";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const way = sort?.column === column ? sort.way : 0;
        order(column, way === 0 ? 1 : way === 1 ? -1 : 0);
      });
    }

    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", filter);
    form.addEventListener("reset", () => setTimeout(() => { order(0, 0); form.elements.text.focus(); }));
    // What a browser filled in again when going back.
    if (before) order(before.column, before.way);
    else filter();
    return () => sort;
  });
}
