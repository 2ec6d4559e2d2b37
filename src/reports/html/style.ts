// The page's one style sheet: colours as variables for light, dark and print, and the layout from phone to paper. Long because it
// is all of it, in some 300 lines: a page that asks for nothing cannot link to a sheet.

const light = `
  color-scheme: light;
  --page: #f6f5f1; --card: #ffffff; --ink: #1b1f24; --soft: #59616b; --axis: #8d959e; --grid: #e6e8ea; --rule: #dcdfe2;
  --observed: #3f7fb8; --weekend: #1f5485; --churn: #b4553d; --subscribers: #5d7383;
  --band: rgba(27, 31, 36, 0.20); --pale: rgba(27, 31, 36, 0.09); --shade: rgba(181, 146, 60, 0.15);
  --basic: #b07a1e; --standard: #2e8577; --premium: #6f5bb5;
  --movie: #3f7fb8; --music: #c0614a; --podcast: #4d8a4a;
  --pass: #14704a; --pass-back: #e3f3ea; --fail: #b3261e; --fail-back: #fbe6e4; --undecided: #7a5900; --undecided-back: #fbf0d2;
  --link: #14548f;
`;

const dark = `
  color-scheme: dark;
  --page: #121417; --card: #1b1e23; --ink: #e9e7e2; --soft: #a6adb5; --axis: #757d86; --grid: #2c3137; --rule: #343a41;
  --observed: #5d9ed6; --weekend: #a5cdf0; --churn: #dd8168; --subscribers: #8fa5b5;
  --band: rgba(233, 231, 226, 0.26); --pale: rgba(233, 231, 226, 0.11); --shade: rgba(226, 190, 100, 0.08);
  --basic: #dba849; --standard: #55b8a7; --premium: #a494e6;
  --movie: #5d9ed6; --music: #e08a72; --podcast: #7fbd7b;
  --pass: #6fd3a1; --pass-back: #163426; --fail: #ff9d94; --fail-back: #451c1a; --undecided: #f0c557; --undecided-back: #3b2f10;
  --link: #86bdf2;
`;

const layout = `
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif; }
main, footer { max-width: 1200px; margin: 0 auto; padding: 0 20px; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0; letter-spacing: -0.01em; }
h2 { font-size: 1.3rem; margin: 2.6rem 0 0.3rem; }
h3 { font-size: 1.05rem; margin: 0; }
h4 { font-size: 0.86rem; font-weight: 600; margin: 0 0 0.2rem; color: var(--soft); }
p { margin: 0.3rem 0; max-width: 75ch; }
a { color: var(--link); }
code { font: 0.88em ui-monospace, "Cascadia Mono", Menlo, "Liberation Mono", monospace; overflow-wrap: anywhere; }
.skip { position: absolute; left: -999px; }
.skip:focus { left: 12px; top: 8px; background: var(--card); padding: 6px 10px; z-index: 2; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.soft { color: var(--soft); }
`;

const firstScreen = `
.masthead { display: flex; flex-wrap: wrap; gap: 8px 24px; align-items: baseline; justify-content: space-between; padding-top: 22px; }
.masthead p { margin: 0; color: var(--soft); }
.provenance { color: var(--soft); font-size: 0.86rem; max-width: none; }
.overview { display: grid; grid-template-columns: minmax(0, 6fr) minmax(0, 5fr); gap: 16px; margin-top: 14px; }
.card { background: var(--card); border: 1px solid var(--rule); border-radius: 10px; padding: 16px 18px; min-width: 0; }
.judgement { border-left: 6px solid var(--soft); }
.judgement.pass { border-left-color: var(--pass); }
.judgement.fail { border-left-color: var(--fail); }
.judgement.undecided { border-left-color: var(--undecided); }
.judgement h2 { margin: 0; font-size: 1.45rem; line-height: 1.25; }
.judgement.pass h2 b { color: var(--pass); } .judgement.fail h2 b { color: var(--fail); } .judgement.undecided h2 b { color: var(--undecided); }
.tally { display: flex; flex-wrap: wrap; gap: 6px 10px; margin: 10px 0 6px; padding: 0; list-style: none; }
.verdict { display: inline-block; border-radius: 999px; padding: 1px 10px 1px 8px; font-size: 0.86rem; font-weight: 600; white-space: nowrap; font-variant-numeric: tabular-nums; }
.verdict.pass { color: var(--pass); background: var(--pass-back); }
.verdict.fail { color: var(--fail); background: var(--fail-back); }
.verdict.undecided { color: var(--undecided); background: var(--undecided-back); }
.verdict.none { color: var(--soft); background: var(--grid); }
.facts { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 8px 18px; margin: 0; }
.facts dt { color: var(--soft); font-size: 0.8rem; }
.facts dd { margin: 0; font-weight: 600; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.demands { display: grid; grid-template-columns: repeat(auto-fill, minmax(330px, 1fr)); gap: 12px; list-style: none; margin: 12px 0 0; padding: 0; }
.demands li { background: var(--card); border: 1px solid var(--rule); border-radius: 10px; padding: 11px 14px 12px; display: flex; flex-direction: column; gap: 5px; min-width: 0; }
.demands li.fail { border-color: var(--fail); box-shadow: inset 0 0 0 1px var(--fail); }
.demands h3 { font-size: 1rem; }
.demands a { color: inherit; text-decoration: none; }
.demands a:hover { text-decoration: underline; }
.demands header { display: flex; justify-content: space-between; align-items: baseline; gap: 8px; }
.demands p { margin: 0; font-size: 0.86rem; color: var(--soft); line-height: 1.4; }
.demands table { font-size: 0.84rem; }
.demands th, .demands td { padding: 1px 0 1px 8px; border: 0; font-weight: 400; text-align: right; white-space: nowrap; }
.demands th:first-child { text-align: left; padding-left: 0; white-space: normal; }
.demands thead th { color: var(--soft); font-size: 0.94em; }
.demands td:last-child { color: var(--soft); }
.sign { font-weight: 700; }
.sign.pass { color: var(--pass); } .sign.fail { color: var(--fail); } .sign.undecided { color: var(--undecided); }
.failures { margin: 12px 0 0; padding: 0; list-style: none; display: grid; gap: 8px; }
.failures li { border-top: 1px solid var(--rule); padding-top: 8px; font-size: 0.92rem; }
`;

const figures = `
.figures { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 18px; margin-top: 14px; }
figure { margin: 0; background: var(--card); border: 1px solid var(--rule); border-radius: 10px; padding: 14px 18px 16px; min-width: 0; display: flex; flex-direction: column; }
figure.full, figure.third { grid-column: 1 / -1; }
figure > header { display: flex; flex-wrap: wrap; gap: 4px 14px; justify-content: space-between; align-items: baseline; margin-bottom: 8px; }
.chip { text-decoration: none; }
.panels { display: grid; gap: 14px 20px; grid-template-columns: minmax(0, 1fr); }
figure.third .panels { grid-template-columns: repeat(auto-fill, minmax(min(290px, 100%), 1fr)); }
.panel { min-width: 0; }
.panel svg { display: block; width: 100%; height: auto; }
.panel text { font-family: inherit; font-variant-numeric: tabular-nums; }
.narrow { display: none; }
.legend { display: flex; flex-wrap: wrap; gap: 3px 18px; margin: 8px 0 0; padding: 0; list-style: none; font-size: 0.82rem; color: var(--soft); }
.legend li { display: inline-flex; align-items: center; gap: 6px; }
.legend i { display: inline-block; width: 18px; height: 10px; flex: none; }
.legend .bar { background: var(--observed); border-radius: 1px; width: 12px; }
.legend .dot { background: var(--observed); width: 8px; height: 8px; border-radius: 50%; }
.legend .line { background: var(--ink); height: 2px; }
.legend .band { background: var(--band); }
.legend .pale { background: var(--pale); }
.legend .shade { background: var(--shade); }
.legend .dash { height: 0; border-top: 2px dashed var(--soft); }
figcaption { margin-top: 8px; font-size: 0.92rem; max-width: 95ch; text-wrap: pretty; }
`;

const tables = `
.scroll { overflow-x: auto; background: var(--card); border: 1px solid var(--rule); border-radius: 10px; margin-top: 12px; }
table { border-collapse: collapse; width: 100%; font-size: 0.86rem; font-variant-numeric: tabular-nums; }
.checks table { min-width: 1000px; }
th, td { text-align: left; vertical-align: top; padding: 7px 10px; border-bottom: 1px solid var(--rule); }
thead th { color: var(--soft); font-weight: 600; vertical-align: bottom; }
.checks th:nth-child(2), .checks td:nth-child(2) { min-width: 340px; }
th.number, td.number { text-align: right; }
td.number, thead th:last-child { white-space: nowrap; }
tbody tr:last-child td { border-bottom-color: var(--rule); }
tbody th[scope=rowgroup] { background: var(--page); font-size: 0.92rem; padding-top: 12px; }
tbody th[scope=rowgroup] p { font-weight: 400; color: var(--soft); margin: 2px 0 0; max-width: 110ch; }
td p { margin: 0; }
td .soft { font-size: 0.95em; }
tr.fail > td { background: var(--fail-back); }
ul.offenders { margin: 6px 0 0; padding-left: 18px; }
footer { color: var(--soft); font-size: 0.86rem; padding-top: 26px; padding-bottom: 40px; }
`;

const narrow = `
@media (max-width: 860px) {
  .figures, .overview { grid-template-columns: minmax(0, 1fr); }
}
@media screen and (max-width: 620px) {
  main, footer { padding: 0 12px; }
  h1 { font-size: 1.4rem; }
  .judgement h2 { font-size: 1.2rem; }
  .wide { display: none; }
  .narrow { display: block; }
  figure, .card { padding: 12px 12px 14px; }
  .demands { grid-template-columns: minmax(0, 1fr); }
  .facts { grid-template-columns: repeat(2, minmax(0, 1fr)); }
}
`;

const paper = `
@page { margin: 14mm 12mm; }
@media print {
  :root { ${light} --page: #ffffff; }
  html { font-size: 12px; }
  body { font-size: 1rem; }
  main, footer { max-width: none; padding: 0; }
  .skip { display: none; }
  figure, .card, .demands li, .failures li, tr { break-inside: avoid; }
  h2, figure > header, tbody th[scope=rowgroup] { break-after: avoid; }
  .demands { grid-template-columns: repeat(3, minmax(0, 1fr)); }
  .figures { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 10px; }
  figure.third .panels { grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 8px; }
  figure { padding: 8px 10px 10px; }
  .scroll { overflow: visible; border: 0; }
  .checks th:nth-child(2), .checks td:nth-child(2) { min-width: 0; }
  .checks table { min-width: 0; font-size: 6.6pt; }
  .checks th, .checks td { padding: 3px 4px; }
  .verdict { border: 1px solid currentColor; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .legend i, .panel svg, .judgement { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  a { color: inherit; text-decoration: none; }
}
`;

/** The style sheet, for a `style` element. */
export const styleSheet = `:root { ${light} }
@media (prefers-color-scheme: dark) { :root { ${dark} } }
${layout}${firstScreen}${figures}${tables}${narrow}${paper}`.replace(/\n\s*/g, "\n");
