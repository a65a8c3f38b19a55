namespace ResearchML.Reporting;

/// <summary>The look of a report: one style sheet, light or dark as the reader's system is.</summary>
internal static class ReportStyle
{
    internal static string Sheet { get; } = $$"""
        :root{color-scheme:light dark;--page:#ffffff;--soft:#f4f5f7;--quiet:#57606a;{{FigureColors.Definitions(dark: false)}} }
        @media (prefers-color-scheme:dark){:root{--page:#16181b;--soft:#202328;--quiet:#a5adb8;{{FigureColors.Definitions(dark: true)}} } }
        body{margin:0 auto;max-width:52rem;padding:1.5rem 1rem 4rem;background:var(--page);color:var(--ink);font:1rem/1.55 system-ui,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;overflow-wrap:break-word}
        h1{font-size:1.75rem;line-height:1.2;margin:.5rem 0 1.25rem}
        h2{font-size:1.3rem;margin:2.25rem 0 .75rem}
        h3{font-size:1.05rem;margin:1.75rem 0 .5rem}
        .wide{overflow-x:auto}
        table{border-collapse:collapse;margin:1rem 0;font-variant-numeric:tabular-nums}
        caption,figcaption{color:var(--quiet);font-size:.9rem;text-align:left}
        caption{padding-bottom:.4rem}
        th,td{padding:.35rem .9rem .35rem 0;border-bottom:1px solid var(--grid);text-align:left;vertical-align:top}
        th{font-weight:600}
        th.number,td.number{text-align:right;padding:.35rem 1.2rem .35rem .9rem}
        td.number{white-space:nowrap}
        pre{background:var(--soft);border-radius:.4rem;padding:.8rem 1rem;white-space:pre-wrap;font:.875rem/1.5 ui-monospace,Consolas,'DejaVu Sans Mono',monospace}
        figure{margin:1.75rem 0}
        figure .title{font-weight:600;margin:0 0 .35rem}
        figure svg{display:block;width:100%;height:auto}
        figure .drawing svg{min-width:34rem}
        .legend{display:flex;flex-wrap:wrap;gap:.15rem 1.25rem;list-style:none;margin:0 0 .35rem;padding:0;font-size:.9rem}
        .legend li{display:flex;align-items:center;gap:.5rem}
        figure .legend svg{flex:none;width:1.75rem;height:.75rem}
        figcaption{margin-top:.35rem}
        a{color:var(--s1)}
        td[style],td[style]+td{padding-left:.6rem}
        td[style] a{color:inherit}
        :target{outline:2px solid var(--s2);outline-offset:.3rem}
        h4{font-size:1rem;margin:1.5rem 0 .5rem}
        details{border-left:3px solid var(--grid);padding-left:.9rem;margin:1rem 0;content-visibility:auto;contain-intrinsic-size:auto 20rem}
        summary{cursor:pointer;font-weight:600}
        .said{background:var(--soft);border-radius:.4rem;padding:.5rem .9rem;margin:.5rem 0;white-space:pre-wrap}
        .said b{display:block;color:var(--quiet);font-size:.85rem}
        .reply{border:1px solid var(--s2)}
        .note{color:var(--quiet);font-size:.9rem}
        @media print{body{max-width:none;padding:0}figure,tr{break-inside:avoid} }
        """.ReplaceLineEndings("\n");
}
