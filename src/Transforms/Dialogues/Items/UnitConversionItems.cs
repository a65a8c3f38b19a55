using System.Globalization;

namespace ResearchML.Transforms;

/// <summary>Conversions of drawn amounts by factors that are exact. Wrong answers are those of mistaken factors.</summary>
internal static class UnitConversionItems
{
    private const string Field = "unit conversion";
    private const string Nist = "NIST Special Publication 811 (2008), Appendix B: ";
    private const string SI = "SI Brochure, 9th edition: ";

    // Factors are decimal: products of a whole number and an exact factor are exact, digit for digit.
    private static readonly Conversion[] Conversions =
    [
        new("inches", "centimetres", "cm", 2.54m, [2.45m, 2.25m], Nist + "1 in = 2.54 cm exactly"),
        new("feet", "metres", "m", 0.3048m, [0.3408m, 0.33m], Nist + "1 ft = 0.3048 m exactly"),
        new("yards", "metres", "m", 0.9144m, [0.9414m, 1.0936m], Nist + "1 yd = 0.9144 m exactly"),
        new("miles", "kilometres", "km", 1.609344m, [1.852m, 1.5m], Nist + "1 mi = 1.609344 km exactly"),
        new("nautical miles", "metres", "m", 1852m, [1825m, 1609.344m], Nist + "1 nautical mile = 1852 m exactly"),
        new("acres (of 43560 square feet, with the international foot)", "square metres", "m^2", 4046.8564224m, [4840m, 10000m], "43560 ft^2 with " + Nist + "1 ft = 0.3048 m exactly"),
        new("US liquid gallons", "litres", "L", 3.785411784m, [4.54609m, 3.5m], "231 in^3 with " + Nist + "1 in = 2.54 cm exactly"),
        new("pounds (avoirdupois)", "kilograms", "kg", 0.45359237m, [0.5m, 0.4m], Nist + "1 lb = 0.45359237 kg exactly"),
        new("ounces (avoirdupois)", "grams", "g", 28.349523125m, [31.1034768m, 25m], "1/16 lb with " + Nist + "1 lb = 0.45359237 kg exactly"),
        new("standard atmospheres", "pascals", "Pa", 101325m, [100000m, 760m], Nist + "1 atm = 101325 Pa exactly"),
        new("thermochemical calories", "joules", "J", 4.184m, [4.814m, 4.3m], Nist + "1 cal (thermochemical) = 4.184 J exactly"),
        new("kilowatt hours", "kilojoules", "kJ", 3600m, [1000m, 360m], SI + "1 W = 1 J/s, 1 h = 3600 s"),
        new("hours", "seconds", "s", 3600m, [60m, 360m], SI + "table 8, 1 h = 3600 s"),
    ];

    public static IEnumerable<ChallengeItem> Generate(ulong seed)
    {
        ulong own = ComponentSeed.Mix(seed, Field);
        IEnumerable<Amount> amounts =
        [
            .. Conversions.Select((conversion, i) => Multiply(conversion, Draws(i).Between(3, 20))),
            ToFahrenheit(5 * Draws(Conversions.Length).Between(3, 19)),
            FromFahrenheit(Draws(Conversions.Length + 1).Between(3, 12)),
            ToKelvin(Draws(Conversions.Length + 2).Between(21, 95)),
        ];
        return amounts.Select((amount, i) => new ChallengeItem($"unit-conversion-{i + 1:00}", Field, amount.Question, In(amount.Unit)(amount.Gold), [.. amount.Wrong.Select(In(amount.Unit))], amount.Source));

        ItemDraws Draws(int i) => new(ComponentSeed.Mix(own, (ulong)i));

        static Func<decimal, string> In(string unit) => number => string.Create(CultureInfo.InvariantCulture, $"{number:0.##########} {unit}");
    }

    private static Amount Multiply(Conversion by, int n) =>
        new($"How many {by.To} are {n} {by.From}, exactly?", by.Unit, n * by.Factor, [.. by.Mistaken.Select(factor => n * factor)], by.Source);

    private static Amount ToFahrenheit(int celsius) => // slips: without the 32; the rule of thumb, which is right at 10 degrees alone
        new($"How many degrees Fahrenheit are {celsius} degrees Celsius, exactly?", "°F", 1.8m * celsius + 32, [1.8m * celsius, 2 * celsius + 30], Nist + "t/°F = 1.8 t/°C + 32");

    private static Amount FromFahrenheit(int ninths) => // slips: the rule of thumb; multiplied in place of divided
        new($"How many degrees Celsius are {32 + 9 * ninths} degrees Fahrenheit, exactly?", "°C", 5 * ninths, [(9 * ninths + 2) / 2m, 16.2m * ninths], Nist + "t/°C = (t/°F - 32)/1.8");

    private static Amount ToKelvin(int celsius) => // slips: transposed digits; the wrong sign
        new($"How many kelvins are {celsius} degrees Celsius, exactly?", "K", celsius + 273.15m, [celsius + 237.15m, 273.15m - celsius], SI + "T/K = t/°C + 273.15");

    private sealed record Conversion(string From, string To, string Unit, decimal Factor, decimal[] Mistaken, string Source);

    private sealed record Amount(string Question, string Unit, decimal Gold, decimal[] Wrong, string Source);
}
