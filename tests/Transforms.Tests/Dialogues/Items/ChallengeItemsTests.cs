using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace ResearchML.Transforms.Tests;

[TestClass]
public sealed class ChallengeItemsTests
{
    private const string CSharp = "In C#, what does Console.WriteLine(", Python = "In Python 3, what does ";

    private static readonly string[] Fields =
        ["arithmetic", "unit conversion", "Moby-Dick", "theorems", "chemistry", "dates in history", "code semantics", "geography", "astronomy and physics", "biology"];

    // In units of SI, each from the definition and not from the factor that the items use.
    private static readonly Dictionary<string, double> Units = new()
    {
        ["inches"] = 0.0254,
        ["feet"] = 12 * 0.0254,
        ["yards"] = 36 * 0.0254,
        ["miles"] = 1760 * 36 * 0.0254,
        ["nautical miles"] = 1852,
        ["acres (of 43560 square feet, with the international foot)"] = 4840 * Math.Pow(36 * 0.0254, 2),
        ["US liquid gallons"] = 231 * Math.Pow(0.0254, 3),
        ["pounds (avoirdupois)"] = 7000 * 64.79891e-6, // grains
        ["ounces (avoirdupois)"] = 437.5 * 64.79891e-6,
        ["standard atmospheres"] = 1013.25 * 100,
        ["thermochemical calories"] = 4.184,
        ["kilowatt hours"] = 1000 * 60 * 60,
        ["hours"] = 60 * 60,
        ["centimetres"] = 0.01,
        ["metres"] = 1,
        ["kilometres"] = 1000,
        ["square metres"] = 1,
        ["litres"] = 0.001,
        ["kilograms"] = 1,
        ["grams"] = 0.001,
        ["pascals"] = 1,
        ["joules"] = 1,
        ["kilojoules"] = 1000,
        ["seconds"] = 1,
    };

    [TestMethod]
    public void There_are_sixteen_of_each_of_ten_fields()
    {
        Assert.HasCount(160, ChallengeItems.All);
        CollectionAssert.AreEquivalent(Fields, ChallengeItems.All.Select(i => i.Field).Distinct().ToArray());
        Assert.IsTrue(ChallengeItems.All.CountBy(i => i.Field).All(field => field.Value == 16));
    }

    [TestMethod]
    public void Every_item_has_an_id_and_a_question_of_its_own_and_a_source()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            IReadOnlyList<ChallengeItem> items = ChallengeItems.BuiltIn(seed);
            Assert.HasCount(160, items.Select(i => i.Id).Distinct());
            Assert.HasCount(160, items.Select(i => i.Question).Distinct());
            foreach (ChallengeItem item in items)
                Assert.IsTrue(new[] { item.Id, item.Field, item.Question, item.Gold, item.Source }.All(t => !string.IsNullOrWhiteSpace(t) && t == t.Trim()), item.ToString());
        }
    }

    [TestMethod]
    public void No_wrong_answer_is_the_right_one_or_another_wrong_one()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            foreach (ChallengeItem item in ChallengeItems.BuiltIn(seed))
            {
                Assert.IsGreaterThanOrEqualTo(2, item.Wrong.Length);
                string[] answers = [item.Gold, .. item.Wrong];
                Assert.IsFalse(answers.Index().Any(a => answers.Skip(a.Index + 1).Any(b => AnswerEquivalence.Same(a.Item, b))), $"{seed} {item}");
                Assert.IsFalse(Value(item.Gold) is { } gold && item.Wrong.Any(wrong => Value(wrong) is { } value && Math.Abs(value - gold) < 0.005 * Math.Abs(gold)), $"{seed} {item}: one that rounds to the right one");
            }
        }

        // Of a number, with a unit or without, or of a fraction; whole years may lie as close as they like.
        static double? Value(string answer) => Regex.Match(answer, @"^(-?[\d.]+(?:e\d+)?)(?:/(\d+))?(?: (?!BC).*)?$") is { Success: true } match && !Regex.IsMatch(answer, @"^\d{4}$|^\d+ \w+ \d{4}$")
            ? double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) / (match.Groups[2].Success ? double.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture) : 1)
            : null;
    }

    [TestMethod]
    public void Generated_items_are_those_of_the_seed_and_written_ones_those_of_every_seed()
    {
        CollectionAssert.AreEqual(Texts(ChallengeItems.All, _ => true), Texts(ChallengeItems.BuiltIn(1), _ => true));
        CollectionAssert.AreEqual(Texts(ChallengeItems.All, i => !Generated(i)), Texts(ChallengeItems.BuiltIn(2), i => !Generated(i)));
        Assert.IsLessThan(8, Texts(ChallengeItems.All, Generated).Intersect(Texts(ChallengeItems.BuiltIn(2), Generated)).Count()); // few ranges are as narrow as to give the same number

        static bool Generated(ChallengeItem item) => item.Field is "arithmetic" or "unit conversion";
        static string[] Texts(IEnumerable<ChallengeItem> items, Func<ChallengeItem, bool> which) => [.. items.Where(which).Select(i => $"{i.Id}|{i.Question}|{i.Gold}|{string.Join('|', i.Wrong)}|{i.Source}")];
    }

    [TestMethod]
    public void Arithmetic_is_what_its_question_says()
    {
        for (int seed = 0; seed < 100; seed++)
        {
            foreach (ChallengeItem item in ChallengeItems.BuiltIn(seed).Where(i => i.Field == "arithmetic"))
                Assert.AreEqual(Compute(item.Question), item.Gold, item.Question);
        }
    }

    [TestMethod]
    public void Conversions_agree_with_the_definitions_of_the_units()
    {
        for (int seed = 0; seed < 100; seed++)
        {
            foreach (ChallengeItem item in ChallengeItems.BuiltIn(seed).Where(i => i.Field == "unit conversion"))
            {
                Match match = Regex.Match(item.Question, @"^How many (.+) are (\d+) (.+), exactly\?$");
                (string to, double amount, string from) = (match.Groups[1].Value, double.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture), match.Groups[3].Value);
                double expected = (from, to) switch
                {
                    ("degrees Celsius", "degrees Fahrenheit") => 212 - (100 - amount) * 9 / 5, // down from the boiling point of water
                    ("degrees Fahrenheit", "degrees Celsius") => 100 - (212 - amount) * 5 / 9,
                    ("degrees Celsius", "kelvins") => 373.15 - (100 - amount),
                    _ => amount * Units[from] / Units[to],
                };
                Assert.AreEqual(expected, double.Parse(item.Gold.Split(' ')[0], CultureInfo.InvariantCulture), 1e-12 * expected, $"{item}"); // the rounding of a few products
            }
        }
    }

    [TestMethod]
    public void CSharp_prints_what_the_items_say()
    {
        Dictionary<string, string> golds = ChallengeItems.All.Where(i => i.Question.StartsWith(CSharp, StringComparison.Ordinal)).ToDictionary(i => i.Question[CSharp.Length..^") print?".Length], i => i.Gold);
        int ran = 0;
        Prints(7 / 2);
        Prints(-7 % 3);
        Prints(1 + 2 + "3");
        Prints("1" + 2 + 3);
        Prints('a' + 1);
        Prints((int)3.99);
        Prints(Math.Round(2.5));
        Prints(5 & 3);
        Assert.HasCount(ran, golds);

        void Prints(object value, [CallerArgumentExpression(nameof(value))] string code = "")
        {
            Assert.AreEqual(Convert.ToString(value, CultureInfo.InvariantCulture), golds[code], code);
            ran++;
        }
    }

    [TestMethod]
    [TestCategory("Machine")] // the machine decides whether it applies
    public void Python_prints_what_the_items_say()
    {
        ChallengeItem[] items = [.. ChallengeItems.All.Where(i => i.Question.StartsWith(Python, StringComparison.Ordinal))];
        Assert.HasCount(8, items);
        if (!File.Exists("/usr/bin/python3"))
            Assert.Inconclusive("'/usr/bin/python3' is missing.");
        using Process process = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", string.Join('\n', items.Select(i => i.Question[Python.Length..^" print?".Length]))]) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        CollectionAssert.AreEqual(items.Select(i => i.Gold).ToArray(), output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    // Reads the question as a person would, and computes by other means than the generator's.
    private static string Compute(string question)
    {
        int[] n = [.. Regex.Matches(question, @"\d+").Select(m => int.Parse(m.Value, CultureInfo.InvariantCulture))];
        if (question.Contains("fraction", StringComparison.Ordinal))
        {
            double sum = (double)n[0] / n[1] + (double)n[2] / n[3];
            int denominator = Enumerable.Range(1, 1000).First(d => Math.Abs(sum * d - Math.Round(sum * d)) < 1e-9); // the least that makes it whole
            return string.Create(CultureInfo.InvariantCulture, $"{Math.Round(sum * denominator)}/{denominator}");
        }
        double value =
            question.Contains("times", StringComparison.Ordinal) && n.Length == 2 ? Enumerable.Repeat(n[0], n[1]).Sum() :
            question.Contains("minus", StringComparison.Ordinal) ? n[0] - n[1] :
            question.Contains("remainder", StringComparison.Ordinal) ? n[0] - n[1] * Math.Floor((double)n[0] / n[1]) :
            question.Contains("divided", StringComparison.Ordinal) ? (double)n[0] / n[1] :
            question.Contains('%') ? n[0] / 100.0 * n[1] :
            question.Contains('*') ? n[0] + Enumerable.Repeat(n[1], n[2]).Sum() :
            Math.Pow(n[0], n[1]);
        return Math.Round(value, 6).ToString(CultureInfo.InvariantCulture);
    }
}
