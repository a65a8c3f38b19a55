namespace KShot;

/// <summary>Sixteen questions with 64 possible answers each, all of known probability: what k samples find can be computed, not estimated.</summary>
/// <remarks>
/// A question's answers follow Zipf's law with the exponent 1.5, in an order of its own. An example is a tag of four digits, a question and one answer, as <c>4711$K</c>.
/// The tag says nothing of the answer. It stands for the rest of a real text: with it every example is unlike any other, so that a model can learn its few examples by heart, answer and all.
/// </remarks>
internal sealed class AnswerTask
{
    public const int Questions = 16;
    public const int Answers = 64;
    public const int TagLength = 4;

    /// <summary>Tokens of an example that are read: BOS, tag, question, answer; EOS after it is a target only.</summary>
    public const int Length = TagLength + 3;

    private const double Exponent = 1.5;
    private const string QuestionLetters = "!\"#$%&'()*+,-./:";
    private const char FirstAnswer = '?';

    private readonly double[,] _truth = new double[Questions, Answers];

    /// <param name="seed">Of which answers are likely.</param>
    public AnswerTask(int seed)
    {
        double[] weights = [.. Enumerable.Range(1, Answers).Select(rank => Math.Pow(rank, -Exponent))];
        double sum = weights.Sum();
        var random = new Random(seed);
        for (int question = 0; question < Questions; question++)
        {
            int[] order = [.. Enumerable.Range(0, Answers)];
            random.Shuffle(order);
            for (int rank = 0; rank < Answers; rank++)
                _truth[question, order[rank]] = weights[rank] / sum;
        }
    }

    /// <summary>Whether a token is an answer. Here a token is a byte.</summary>
    public static (long First, long Last) AnswerTokens => (FirstAnswer, FirstAnswer + Answers - 1);

    /// <summary>π: how likely an answer is.</summary>
    /// <param name="question">From 0 to 15.</param>
    /// <param name="token">Any token; what is no answer has the probability 0.</param>
    public double Probability(int question, int token) => token - FirstAnswer is >= 0 and < Answers and int answer ? _truth[question, answer] : 0;

    /// <summary>The most pass@k that any probabilities can have: the maximum of Σ π·(1 − (1 − p)^k) on the simplex, where p = 1 − (λ/π)^(1/(k − 1)) or 0.</summary>
    /// <param name="k">Samples, 2 or more. All questions have the same maximum.</param>
    public double MostPassAt(int k)
    {
        double[] truth = [.. Enumerable.Range(0, Answers).Select(answer => _truth[0, answer])];
        double low = 0, high = truth.Max(); // of λ; the sum of p falls in it
        for (int i = 0; i < 200; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = truth.Sum(pi => P(pi, middle)) > 1 ? (middle, high) : (low, middle);
        }
        return truth.Sum(pi => pi * (1 - Math.Pow(1 - P(pi, high), k)));

        double P(double pi, double lambda) => Math.Max(0, 1 - Math.Pow(lambda / pi, 1.0 / (k - 1)));
    }

    /// <summary>A question behind a tag.</summary>
    public static string Ask(int question, Random random)
    {
        string tag = string.Concat(Enumerable.Range(0, TagLength).Select(_ => (char)('0' + random.Next(10))));
        return tag + QuestionLetters[question];
    }

    /// <summary>Examples, as many of one question as of another.</summary>
    public IEnumerable<string> Examples(int count, Random random) => Enumerable.Range(0, count).Select(i => Ask(i % Questions, random) + Answer(i % Questions, random));

    private char Answer(int question, Random random)
    {
        double rest = random.NextDouble();
        int answer = 0;
        while (answer < Answers - 1 && (rest -= _truth[question, answer]) >= 0)
            answer++;
        return (char)(FirstAnswer + answer);
    }
}
