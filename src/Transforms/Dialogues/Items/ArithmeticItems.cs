using System.Globalization;
using System.Numerics;

namespace ResearchML.Transforms;

/// <summary>Arithmetic with drawn numbers. Wrong answers are slips that people make, chosen so that none can be right.</summary>
internal static class ArithmeticItems
{
    private const string Field = "arithmetic";
    private const int Rounds = 2;

    public static IEnumerable<ChallengeItem> Generate(ulong seed)
    {
        Func<ItemDraws, Sum>[] kinds = [Product, Difference, Quotient, FractionSum, Percentage, OrderOfOperations, Remainder, Power];
        var asked = new HashSet<string>();
        for (int i = 0; i < Rounds * kinds.Length; i++)
        {
            ulong own = ComponentSeed.Mix(ComponentSeed.Mix(seed, Field), (ulong)i);
            Sum sum;
            ulong draws = 0;
            do // again where the round before drew the same numbers
                sum = kinds[i % kinds.Length](new ItemDraws(ComponentSeed.Mix(own, draws++)));
            while (!asked.Add(sum.Asked));
            yield return new ChallengeItem($"{Field}-{i + 1:00}", Field, $"What is {sum.Asked}?", sum.Gold, sum.Wrong, $"computed: {sum.Formula}");
        }
    }

    private static Sum Product(ItemDraws draws)
    {
        (int a, int b) = (draws.Between(12, 98), draws.Between(12, 98));
        return Whole($"{a} times {b}", $"{a} * {b}", a * b, a * b - 10, a * (b + 1));
    }

    private static Sum Difference(ItemDraws draws)
    {
        (int a, int b) = (draws.Between(5000, 9999), draws.Between(1000, 4999));
        return Whole($"{a} minus {b}", $"{a} - {b}", a - b, a - b + 10, a - b + 100);
    }

    private static Sum Quotient(ItemDraws draws)
    {
        (int quotient, int divisor) = (draws.Between(23, 97), draws.Between(12, 48));
        return Whole($"{quotient * divisor} divided by {divisor}", $"{quotient * divisor} / {divisor}", quotient, quotient + 1, quotient - 10);
    }

    private static Sum FractionSum(ItemDraws draws)
    {
        // Of different primes, so that the sum is no whole number.
        (int b, int d) = draws.Of((3, 5), (3, 7), (5, 7), (5, 11), (7, 11));
        (int a, int c) = (draws.Between(1, b - 1), draws.Between(1, d - 1));
        return new Sum($"{a}/{b} plus {c}/{d}, as a fraction in lowest terms", $"{a}/{b} + {c}/{d}", Fraction(a * d + c * b, b * d), [Fraction(a + c, b + d), Fraction(a + c, b * d)]);
    }

    private static Sum Percentage(ItemDraws draws)
    {
        (int percent, int whole) = (draws.Of(15, 35, 65, 85), 20 * draws.Between(6, 48));
        int share = percent * whole / 100;
        return Whole($"{percent}% of {whole}", $"{percent} * {whole} / 100", share, share + whole / 10, whole - share);
    }

    private static Sum OrderOfOperations(ItemDraws draws)
    {
        (int a, int b, int c) = (draws.Between(12, 30), draws.Between(3, 9), draws.Between(4, 11));
        return Whole($"{a} + {b} * {c}, with * for times", $"{a} + {b} * {c}", a + b * c, (a + b) * c, a + (b + 1) * c);
    }

    private static Sum Remainder(ItemDraws draws)
    {
        (int n, int divisor) = (draws.Between(1000, 9999), draws.Between(7, 19));
        int remainder = n % divisor;
        return Whole($"the remainder when {n} is divided by {divisor}", $"{n} mod {divisor}", remainder, (remainder + 1) % divisor, (remainder + 2) % divisor);
    }

    private static Sum Power(ItemDraws draws)
    {
        (int b, int exponent) = (draws.Between(3, 9), draws.Between(4, 5));
        int power = (int)BigInteger.Pow(b, exponent);
        return Whole($"{b} to the power of {exponent}", $"{b}^{exponent}", power, power / b, b * exponent);
    }

    private static Sum Whole(string asked, string formula, int gold, params int[] wrong) =>
        new(asked, formula, gold.ToString(CultureInfo.InvariantCulture), [.. wrong.Select(slip => slip.ToString(CultureInfo.InvariantCulture))]);

    private static string Fraction(int numerator, int denominator)
    {
        int common = (int)BigInteger.GreatestCommonDivisor(numerator, denominator);
        return string.Create(CultureInfo.InvariantCulture, $"{numerator / common}/{denominator / common}");
    }

    private readonly record struct Sum(string Asked, string Formula, string Gold, string[] Wrong);
}
