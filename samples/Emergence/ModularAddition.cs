namespace Emergence;

/// <summary>a + b modulo a prime, as texts of three letters: one for each operand, one for the sum. Of all pairs, some are learned from and others are asked.</summary>
/// <remarks>Power, Burda, Edwards, Babuschkin and Misra 2022, "Grokking: generalization beyond overfitting on small algorithmic datasets", arXiv:2201.02177, section 3: sums of pairs that were never
/// seen come out right long after those that were. Where we differ: the prime is smaller (theirs is 97), models have several widths, answers are sampled and graded.</remarks>
internal sealed class ModularAddition
{
    /// <summary>How many numbers there are; a guess is right once in so many.</summary>
    public const int Prime = 31;

    /// <summary>Tokens of an example that are read: BOS and three letters; EOS after them is a target only.</summary>
    public const int Length = 4;

    private const double TrainingShare = 0.45; // at which some widths learn the rule, and some the pairs by heart
    private const char FirstOperand = '!', FirstSum = (char)(FirstOperand + Prime);

    /// <param name="seed">Of which pairs are learned from, and which are asked.</param>
    public ModularAddition(int seed)
    {
        (int A, int B)[] pairs = [.. from a in Enumerable.Range(0, Prime) from b in Enumerable.Range(0, Prime) select (a, b)];
        new Random(seed).Shuffle(pairs);
        int training = (int)(TrainingShare * pairs.Length);
        Examples = [.. pairs[..training].Select(pair => Ask(pair) + Answer(pair))];
        Problems = [.. pairs[training..].Select(pair => new Problem(FormattableString.Invariant($"{pair.A}+{pair.B}"), Ask(pair), Answer(pair)))];
    }

    /// <summary>What is learned from: question and answer.</summary>
    public IReadOnlyList<string> Examples { get; }

    /// <summary>The other pairs, in an order of no meaning.</summary>
    public IReadOnlyList<Problem> Problems { get; }

    private static string Ask((int A, int B) pair) => $"{(char)(FirstOperand + pair.A)}{(char)(FirstOperand + pair.B)}";

    private static string Answer((int A, int B) pair) => $"{(char)(FirstSum + ((pair.A + pair.B) % Prime))}";
}
