using System.Text;
using UnitsNet;

namespace ResearchML.Transforms;

/// <summary>Units by their names and signs, and conversion between those that measure the same; both are UnitsNet's.</summary>
internal static class AnswerUnits
{
    // Where two units share a sign, as "m" or "lb", the quantity that comes first has it.
    private static readonly string[] Quantities =
    [
        "Length", "Duration", "Mass", "Volume", "Temperature", "Area", "Speed", "Acceleration", "Force", "Energy", "Power", "Pressure", "Angle", "Frequency",
        "Information", "ElectricCurrent", "ElectricPotential", "ElectricCharge", "ElectricResistance", "AmountOfSubstance", "Density", "MolarMass", "Ratio",
    ];

    private static readonly Dictionary<string, Enum> Signs = [], Names = new(StringComparer.OrdinalIgnoreCase);

    static AnswerUnits()
    {
        foreach (UnitInfo unit in Quantities.SelectMany(name => Quantity.ByName[name].UnitInfos))
        {
            Names.TryAdd(Spaced(unit.Name), unit.Value);
            Names.TryAdd(Spaced(unit.PluralName), unit.Value);
            foreach (string sign in UnitsNetSetup.Default.UnitAbbreviations.GetUnitAbbreviations(unit.Value.GetType(), Convert.ToInt32(unit.Value, System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture))
                Signs.TryAdd(sign.Replace("²", "^2", StringComparison.Ordinal).Replace("³", "^3", StringComparison.Ordinal), unit.Value);
        }

        (string Word, string Unit)[] everyday =
        [
            ("percent", "Percent"), ("per cent", "Percent"), ("metre", "Meter"), ("metres", "Meters"), ("kilometre", "Kilometer"), ("kilometres", "Kilometers"),
            ("litre", "Liter"), ("litres", "Liters"), ("centimetre", "Centimeter"), ("centimetres", "Centimeters"), ("millimetre", "Millimeter"), ("millimetres", "Millimeters"),
            ("degrees celsius", "Degrees Celsius"), ("degree celsius", "Degrees Celsius"), ("celsius", "Degrees Celsius"), ("degrees fahrenheit", "Degrees Fahrenheit"), ("fahrenheit", "Degrees Fahrenheit"),
            ("kelvin", "Kelvins"), ("miles per hour", "Miles Per Hour"), ("kilometers per hour", "Kilometers Per Hour"), ("meters per second", "Meters Per Second"),
        ];
        foreach (var (word, unit) in everyday)
        {
            if (Names.TryGetValue(unit, out Enum? value))
                Names[word] = value;
        }

        Names.TryAdd("mph", Names["miles per hour"]);
        Signs["C"] = Names["celsius"];
        Signs["F"] = Names["fahrenheit"];
    }

    /// <summary>The unit that a text names, or null.</summary>
    public static Enum? Find(string text) => Signs.TryGetValue(text, out Enum? unit) || Names.TryGetValue(text, out unit) ? unit : null;

    /// <summary>A number of one unit in another, or null where the units measure different things.</summary>
    public static double? ToUnit(double value, Enum from, Enum to) =>
        from.GetType() == to.GetType() ? UnitConverter.Convert(value, from, to) : null;

    /// <summary>"SquareMeter" as "Square Meter".</summary>
    private static string Spaced(string name)
    {
        var spaced = new StringBuilder();
        foreach (char letter in name)
        {
            if (char.IsUpper(letter) && spaced.Length > 0)
                spaced.Append(' ');
            spaced.Append(letter);
        }

        return spaced.ToString();
    }
}
