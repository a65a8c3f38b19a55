using System.Globalization;
using System.Text.RegularExpressions;
using OxyPlot;

namespace ResearchML.Reporting;

/// <summary>The colours of figures and pages, each with a light and a dark value that the page chooses between.</summary>
/// <remarks>The series' colours start from Okabe and Ito's set for colour-blind readers, darkened or lightened to stand out from the page.</remarks>
internal static partial class FigureColors
{
    private static readonly (string Name, string Light, string Dark)[] Colors =
    [
        ("ink", "#1f2328", "#e6e6e6"),
        ("grid", "#dcdfe3", "#3a3f45"),
        ("s1", "#0068a8", "#5fb4ee"),
        ("s2", "#c44e00", "#ff9251"),
        ("s3", "#00805c", "#38cfa2"),
        ("s4", "#a94f83", "#e79bc4"),
        ("s5", "#8a6500", "#e8bf4a"),
        ("s6", "#5b4fa8", "#aaa0f2"),
        ("s7", "#5f6670", "#aab2bd"),
    ];

    internal const int SeriesColors = 7;

    internal static OxyColor Ink => Placeholder(0);

    internal static OxyColor Grid => Placeholder(1);

    /// <summary>The colour of the series with this number, from 0; they repeat after <see cref="SeriesColors"/>.</summary>
    internal static OxyColor Series(int number) => Placeholder(2 + number % SeriesColors);

    /// <summary>How the line of the series is broken: whole, then dashed once the colours repeat.</summary>
    internal static double[]? Dashes(int number) => (number / SeriesColors) switch { 0 => null, 1 => [6, 3], 2 => [2, 2], _ => [8, 2, 2, 2] };

    /// <summary>A colour as CSS names it, with its light value where no page defines it.</summary>
    internal static string Css(OxyColor placeholder) => $"var(--{Colors[placeholder.R - 1].Name},{Colors[placeholder.R - 1].Light})";

    /// <summary>Puts CSS names where OxyPlot wrote a placeholder.</summary>
    internal static string Css(string style) => PlaceholderText().Replace(style, match => Css(Placeholder(int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) - 1)));

    /// <summary>The definitions of the colours: <c>--ink:#1f2328;...</c></summary>
    internal static string Definitions(bool dark) => string.Concat(Colors.Select(color => $"--{color.Name}:{(dark ? color.Dark : color.Light)};"));

    // OxyPlot knows only fixed colours: red counts from 1, and the rest marks it as ours.
    private static OxyColor Placeholder(int index) => OxyColor.FromRgb((byte)(index + 1), 254, 3);

    [GeneratedRegex(@"rgb\((\d+),254,3\)", RegexOptions.CultureInvariant)]
    private static partial Regex PlaceholderText();
}
