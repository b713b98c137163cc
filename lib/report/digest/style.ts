/** The style of the page: one column of cards, light or dark as the reader has it, tables that become lists on a phone. */
export const pageStyle = `
:root{color-scheme:light dark;--ground:#f6f7f9;--card:#fff;--ink:#1b2330;--soft:#5a6675;--line:#dfe4ea;--code:#eef1f5;
--critical:#b3261e;--critical-ground:#fdecea;--warning:#8a5300;--warning-ground:#fff3dc;--info:#1f5fa8;--info-ground:#e8f1fc;--good:#1e6b3a;--good-ground:#e6f4ea}
@media (prefers-color-scheme:dark){:root{--ground:#12161c;--card:#1a2028;--ink:#e6eaf0;--soft:#9aa7b6;--line:#2e3743;--code:#252d38;
--critical:#ff9a91;--critical-ground:#3d1b1a;--warning:#f2c063;--warning-ground:#38290e;--info:#8fc0ff;--info-ground:#16293f;--good:#86d6a0;--good-ground:#15301f}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main,header,footer{max-width:72rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:2rem}
h1{font-size:1.6rem;line-height:1.25;margin:0}
time{white-space:nowrap}
h2{font-size:1.1rem;margin:0 0 .5rem}
header p,footer,.note,.more{color:var(--soft)}
header p{margin:.25rem 0 1.25rem}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(7.5rem,1fr));gap:.75rem;margin:0 0 1.25rem}
.figures div{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:.7rem .9rem;display:flex;flex-direction:column-reverse}
.figures dt{color:var(--soft);font-size:.9rem}
.figures dd{margin:0;font-size:1.7rem;font-weight:650;line-height:1.2;font-variant-numeric:tabular-nums}
section{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:1rem 1.1rem;margin:0 0 1rem}
section.warning,section.critical,section.info{border-left:.3rem solid var(--edge)}
section.warning{--edge:var(--warning)}section.critical{--edge:var(--critical)}section.info{--edge:var(--info)}
p{margin:.25rem 0;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%;font-size:.92rem;margin-top:.6rem}
caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
th,td{text-align:left;vertical-align:top;padding:.4rem .9rem .4rem 0;border-top:1px solid var(--line);overflow-wrap:anywhere}
thead th{border-top:0;color:var(--soft);font-weight:500;font-size:.85rem;white-space:nowrap}
tbody th{font-weight:inherit}
.right{text-align:right;padding-right:1.6rem;font-variant-numeric:tabular-nums;white-space:nowrap}
th:last-child,td:last-child{padding-right:0}
code{font:.88em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;background:var(--code);border-radius:.25rem;padding:.08em .35em;overflow-wrap:anywhere}
b.critical,b.warning,b.info,b.good{font-weight:600;overflow-wrap:normal;border-radius:.25rem;padding:.05em .4em;-webkit-box-decoration-break:clone;box-decoration-break:clone}
b.critical{color:var(--critical);background:var(--critical-ground)}b.warning{color:var(--warning);background:var(--warning-ground)}
b.info{color:var(--info);background:var(--info-ground)}b.good{color:var(--good);background:var(--good-ground)}
dd.critical{color:var(--critical)}dd.warning{color:var(--warning)}dd.info{color:var(--info)}dd.good{color:var(--good)}
footer{padding-bottom:2rem;font-size:.88rem}
@media (max-width:44rem){main,header,footer{padding-left:.8rem;padding-right:.8rem}header{padding-top:1.2rem}h1{font-size:1.35rem}
.figures{grid-template-columns:repeat(3,1fr);gap:.5rem}.figures div{padding:.5rem .6rem}.figures dd{font-size:1.35rem}
section{padding:.9rem .85rem}
table,tbody,tr,td,tbody th{display:block}thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
tr{border-top:1px solid var(--line);padding:.5rem 0}tbody tr:first-child{border-top:0}
td,tbody th{border:0;padding:.12rem 0;display:grid;grid-template-columns:7rem 1fr;gap:.6rem}
td::before,tbody th::before{content:attr(data-label);color:var(--soft);font-weight:400}
td.right{text-align:left}}
@media print{:root{color-scheme:light;--ground:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#bbb;--code:#fff}body{font-size:10pt}
main,header,footer{max-width:none;padding:0}section{border:0;padding:0;margin:0 0 1.2em}section.warning,section.critical,section.info{border:0}
tr,.figures{break-inside:avoid}h2{break-after:avoid}thead{display:table-header-group}code{padding:0}b.critical,b.warning,b.info,b.good{background:none;padding:0}}
`.trim();
