"""How the board page looks: one style sheet, scoped to the page, sized in letters.

All lengths follow the size of the letters, so that the page prints by setting that one number. It
stands in the page itself because a notebook shows the page without any sheet of its own.
"""

from __future__ import annotations

from cvmlab.figures.style import COLOURS, GREY_TEXT, INK

_BETTER, _WORSE = "#00664A", "#A33F00"  # the palette's green and red, dark enough for small letters

STYLE = f"""
.board{{--is:var(--accent,{COLOURS[0]});--soft:{GREY_TEXT};--line:#D3DAE2;font-size:13px;
line-height:1.3;color:{INK};font-family:inherit;container-type:inline-size}}
.board *{{box-sizing:border-box;margin:0;padding:0;border:0;background:none;font-size:inherit;
line-height:inherit;letter-spacing:normal;color:inherit}}
.board h1,.board h2,.board h3{{text-wrap:wrap}}
.board b,.board strong{{font-weight:650}}
.board .top{{display:flex;justify-content:space-between;align-items:flex-end;gap:2em;
margin-bottom:.7em}}
.board .top h1{{font-size:1.75em;font-weight:700;line-height:1.15;color:var(--heading,{INK})}}
.board .top p{{color:var(--soft);margin-top:.2em}}
.board .key{{display:flex;gap:1.3em;font-size:.92em;color:var(--soft);white-space:nowrap}}
.board .key svg{{vertical-align:-.25em;margin-right:.35em;width:2.1em;height:1.1em}}
.board .areas{{display:grid;grid-template-columns:repeat(3,minmax(0,1fr));gap:1em}}
.board .area{{display:flex;flex-direction:column;gap:.5em}}
.board .area>header{{border-top:.23em solid var(--is);padding:.35em 0 .1em}}
.board h2{{font-size:1.2em;font-weight:700;color:var(--heading,{INK})}}
.board .area>header h2,.board .area>header p{{display:inline}}
.board .area>header p{{color:var(--soft);margin-left:.3em;font-size:.93em}}
.board .tile{{display:grid;grid-template-columns:minmax(0,1fr) auto;align-content:space-between;
gap:.12em 1em;border:1px solid var(--line);border-radius:.35em;padding:.5em .7em .55em;
flex:1 0 auto;break-inside:avoid}}
.board .area:has(.none) .tile{{flex-grow:0}}
.board .tile>header{{grid-column:1/-1;display:flex;justify-content:space-between;gap:1em}}
.board .tile h3{{font-weight:650;font-size:1.02em}}
.board .how{{flex:none;font-size:.88em;color:var(--soft);white-space:nowrap;text-align:right}}
.board .how b{{font-weight:500;border:1px solid #9AA5B1;border-radius:.9em;padding:0 .55em;
margin-right:.35em}}
.board .value{{align-self:center}}
.board .value *{{display:inline-block;white-space:nowrap;vertical-align:middle}}
.board .value span span{{display:block}}
.board .value span span+span{{font-size:.88em}}
.board .value strong{{font-size:2.05em;font-weight:680;line-height:1.15;
font-variant-numeric:tabular-nums;margin-right:.15em}}
.board .value span{{color:var(--soft)}}
.board .tile svg{{width:13em;height:2.6em;justify-self:end}}
.board svg text{{font-size:12.5px;fill:var(--soft)}}
.board svg .was{{fill:#B8C1CC;stroke:#616E7C;stroke-width:0}}
.board svg path.was{{stroke-width:2.4}}
.board svg .is{{fill:var(--is)}}
.board svg rect.is{{opacity:.42}}
.board svg .open{{fill:#fff;stroke:var(--soft);stroke-width:1.5}}
.board svg .aim{{stroke:{INK};stroke-width:1.6;fill:{INK}}}
.board svg .zero{{stroke:{INK};stroke-width:1}}
.board .since{{grid-column:1/-1;min-width:0}}
.board .better{{color:{_BETTER}}}
.board .worse{{color:{_WORSE}}}
.board .who{{color:var(--soft);min-width:0;overflow:hidden;text-overflow:ellipsis;
white-space:nowrap}}
.board p.aim{{text-align:right;color:var(--soft);white-space:nowrap}}
.board .who bdi{{color:{INK}}}
.board .nobody{{color:{_WORSE};white-space:nowrap;border-bottom:.14em dotted {_WORSE}}}
.board p.aim b{{border-radius:.25em;padding:0 .4em;border:1px solid {INK};margin-left:.2em}}
.board p.aim .met{{background:{_BETTER};border-color:{_BETTER};color:#fff}}
.board p.aim .missed{{border:2px solid {_WORSE};color:{_WORSE}}}
.board p.aim .open{{border-style:dashed;font-weight:500}}
.board .none{{display:block;flex:none;background:#F5F7FA;border-style:dashed;
color:var(--soft);font-size:.94em}}
.board .none h3{{font-weight:600}}
.board .below{{display:grid;grid-template-columns:minmax(0,1.26fr) minmax(0,1.2fr) minmax(0,.86fr);
gap:1em 1.5em;margin-top:.9em}}
.board .below section{{border-top:1px solid {INK};padding-top:.35em}}
.board .below h2{{font-size:1.08em;margin-bottom:.25em}}
.board .lines{{border-collapse:collapse;width:100%;font-size:.94em;display:table;
table-layout:auto}}
.board .lines th,.board .lines td{{padding:.16em .7em .16em 0;text-align:left;
vertical-align:top;border-bottom:1px solid #E4E7EB;white-space:normal;background:none}}
.board .lines th{{font-weight:600;color:var(--soft)}}
.board .lines .n{{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}}
.board .lines span{{color:var(--soft)}}
.board .lines .n b,.board .lines span,.board .marks td b{{display:block}}
.board .marks td:first-child b{{font-weight:600}}
.board .decisions{{table-layout:fixed}}
.board .decisions th:nth-child(2){{width:9.4em}}
.board .decisions th:nth-child(4){{width:6.9em}}
.board .decisions td+td .fine{{-webkit-line-clamp:1}}
.board .lines svg{{width:6.6em;height:.96em;margin-top:.6em}}
.board .below p{{font-size:.94em;color:var(--soft);margin-top:.3em}}
.board .fine{{display:-webkit-box;-webkit-line-clamp:3;-webkit-box-orient:vertical;
overflow:hidden}}
.board .lines .fine{{-webkit-line-clamp:2}}
.board .long{{-webkit-line-clamp:8}}
.board ol{{padding-left:1.3em;font-size:.94em;list-style:decimal}}
.board li{{margin-bottom:.25em}}

.board .sign{{color:var(--soft)}}
@container (max-width:84em){{.board .areas,.board .below{{grid-template-columns:minmax(0,1fr)}}
.board .area{{display:grid;grid-template-columns:repeat(2,minmax(0,1fr))}}
.board .area>header{{grid-column:1/-1}}
.board .top{{display:block}}.board .key{{margin-top:.5em;flex-wrap:wrap}}}}
@container (max-width:46em){{.board .area{{grid-template-columns:minmax(0,1fr)}}}}
@media print{{.board{{font-size:7.5pt}}.board .tile{{padding-top:.4em;padding-bottom:.45em}}}}
"""
