/** The look of every hosted page. Which half of `light-dark` applies is the reader's own setting. */
export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --canvas: light-dark(#f6f7f9, #0e0f13);
  --surface: light-dark(#ffffff, #16181d);
  --sunken: light-dark(#f3f4f6, #1c1f26);
  --line: light-dark(#e1e4e9, #2a2e37);
  --field: light-dark(#868e9b, #6a7280);
  --ink: light-dark(#15171c, #eeeff2);
  --muted: light-dark(#555d69, #a5acb8);
  --accent: light-dark(#4a3fc4, #6a5ff0);
  --accent-hover: light-dark(#3b31a6, #5a4fe0);
  --link: light-dark(#4338b8, #a9a2ff);
  --good: light-dark(#176b43, #5fcb94);
  --good-soft: light-dark(#e5f5ec, #12291e);
  --bad: light-dark(#b3261e, #ff8f86);
  --bad-soft: light-dark(#fdecea, #351717);
  --note: light-dark(#fff3d6, #33270c);
  --note-ink: light-dark(#6b4300, #f1c975);
}
*, *::before, *::after { box-sizing: border-box; }
body { margin: 0; background: var(--canvas); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  -webkit-text-size-adjust: 100%; }
h1, h2, h3, p, dl, dd, ol, ul, fieldset { margin: 0; padding: 0; border: 0; min-width: 0; }
ol, ul { list-style: none; }
h1 { font-size: 1.125rem; font-weight: 600; }
h2 { font-size: 1rem; font-weight: 600; }
a { color: var(--link); text-underline-offset: 0.2em; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.banner { background: var(--note); color: var(--note-ink); text-align: center; padding: 0.5rem 1rem; font-size: 0.875rem; font-weight: 600; }
.page { max-width: 62rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
.page.narrow { max-width: 34rem; }
.page.medium { max-width: 46rem; }
.split { display: grid; grid-template-columns: minmax(0, 1fr); gap: 2rem; }
.merchant { color: var(--muted); font-size: 0.9375rem; font-weight: 600; margin-bottom: 1.5rem; }
.panel { background: var(--surface); border: 1px solid var(--line); border-radius: 12px; padding: 1.5rem; }
.stack { display: grid; gap: 1.25rem; align-content: start; }
.stack.tight { gap: 0.375rem; }
.muted { color: var(--muted); }
.small { font-size: 0.875rem; }
.figure { font-size: 2.25rem; line-height: 1.2; font-weight: 650; letter-spacing: -0.02em; font-variant-numeric: tabular-nums; }
.figures { font-variant-numeric: tabular-nums; white-space: nowrap; }
.lines { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0.875rem; }
.lines > * { display: flex; justify-content: space-between; gap: 1.5rem; }
.lines .total { border-top: 1px solid var(--line); padding-top: 0.875rem; font-weight: 600; }
.lines dt { min-width: 0; overflow-wrap: anywhere; }
.lines dd { flex: none; }
.field { display: grid; gap: 0.375rem; }
.field label, legend { font-size: 0.875rem; font-weight: 600; }
legend { padding: 0; margin-bottom: 0.5rem; }
input[type="text"], input[type="email"] { width: 100%; font: inherit; color: inherit; background: var(--surface);
  border: 1px solid var(--field); border-radius: 8px; padding: 0.625rem 0.75rem; min-height: 2.75rem; }
input[aria-invalid="true"] { border-color: var(--bad); }
::placeholder { color: var(--muted); opacity: 1; }
input[readonly] { background: var(--sunken); }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; align-items: start; }
.error { color: var(--bad); font-size: 0.875rem; font-weight: 500; }
.notice { border-radius: 8px; padding: 0.75rem 1rem; background: var(--bad-soft); color: var(--bad); font-weight: 500; }
.notice.good { background: var(--good-soft); color: var(--good); }
button, .button { font: inherit; font-weight: 600; border-radius: 8px; border: 1px solid transparent; padding: 0.625rem 1rem;
  min-height: 2.75rem; cursor: pointer; text-align: center; text-decoration: none; display: inline-block; line-height: 1.5rem; }
.primary { background: var(--accent); color: #ffffff; width: 100%; }
.primary:hover { background: var(--accent-hover); }
.secondary { background: var(--surface); color: var(--ink); border-color: var(--field); }
.secondary:hover { background: var(--sunken); }
.compact { min-height: 2.25rem; padding: 0.3125rem 0.75rem; font-size: 0.875rem; }
.buttons { display: flex; flex-wrap: wrap; gap: 0.5rem; }
.choice { display: grid; grid-template-columns: 1fr 1fr; gap: 0.5rem; }
.choice label { display: flex; align-items: center; gap: 0.5rem; border: 1px solid var(--field); border-radius: 8px; padding: 0.625rem 0.75rem; font-weight: 500; cursor: pointer; }
.choice label:has(:checked) { border-color: var(--link); box-shadow: inset 0 0 0 1px var(--link); }
.choice input { accent-color: var(--accent); width: 1.125rem; height: 1.125rem; margin: 0; flex: none; }
form:has(input[name="method"][value="card"]:checked) .by-bank, form:has(input[name="method"][value="bank"]:checked) .by-card { display: none; }
.fill { border-top: 1px solid var(--line); padding-top: 1.25rem; }
.stack > * { min-width: 0; }
.row { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: center; gap: 0.75rem 1.5rem; padding: 0.875rem 0; border-top: 1px solid var(--line); }
.row:first-child { border-top: 0; padding-top: 0; }
.row:last-child { padding-bottom: 0; }
.tag { display: inline-block; border-radius: 999px; padding: 0.0625rem 0.625rem; font-size: 0.8125rem; font-weight: 600; background: var(--sunken); color: var(--muted); }
.tag.good { background: var(--good-soft); color: var(--good); }
.tag.bad { background: var(--bad-soft); color: var(--bad); }
.facts { display: grid; grid-template-columns: minmax(7rem, max-content) 1fr; gap: 0.375rem 1.5rem; }
.facts dt { color: var(--muted); }
.facts dd { overflow-wrap: anywhere; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th { text-align: left; font-size: 0.8125rem; font-weight: 600; color: var(--muted); }
th, td { padding: 0.625rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th + th, td + td { padding-left: 1rem; }
.end { text-align: right; white-space: nowrap; }
tfoot th { font-size: 1rem; color: inherit; }
tfoot tr:last-child > * { border-bottom: 0; padding-bottom: 0; }
@media (min-width: 56rem) {
  .split { grid-template-columns: minmax(0, 5fr) minmax(0, 6fr); gap: 4rem; }
  .page { padding-top: 3.5rem; }
  .split .panel { padding: 2rem; }
}
@media (max-width: 30rem) {
  .wide-only { display: none; }
  .facts { grid-template-columns: minmax(0, 1fr); row-gap: 0; }
  .facts dt { font-size: 0.875rem; }
  .facts dd { margin-bottom: 0.5rem; }
  .panel { padding: 1.25rem; }
  .figure { font-size: 1.875rem; }
}
`;
