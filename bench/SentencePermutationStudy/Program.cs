using System.Globalization;
using ResearchML.LanguageModels;
using ResearchML.Transforms;
using SentencePermutation;

// The study that samples/SentencePermutation shows: each arm with each seed, on equal tokens.
// Arguments: FILE COPIES SEEDS...: writes FILE anew after each arm. tune COPIES SEED: three learning rates for the control, on a seed that the study should not use.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args.Length < 3)
    throw new ArgumentException("Arguments: FILE COPIES SEEDS..., or tune COPIES SEED.");
if (args[0] == "tune")
    Tune(int.Parse(args[1]), int.Parse(args[2]));
else
    Study(args[0], int.Parse(args[1]), [.. args.Skip(2).Select(int.Parse)]);

static void Tune(int copies, int seed)
{
    foreach (double rate in new[] { 1e-3, 2e-3, 4e-3 })
    {
        (Outcome outcome, LanguageModelTransformer model) = new Contest(seed, copies, CancellationToken.None) { LearningRate = rate }.Train(Arm.Repeat, [], _ => { });
        model.Dispose();
        Console.WriteLine($"rate {rate}: at the end {outcome.Final:f4}, at its best {outcome.Best:f4} bits per byte");
    }
}

static void Study(string path, int copies, int[] seeds)
{
    List<Outcome> outcomes = File.Exists(path) ? [.. OutcomeFile.Read(path).Where(o => !seeds.Contains(o.Seed))] : [];
    foreach (int seed in seeds)
    {
        var contest = new Contest(seed, copies, CancellationToken.None);
        IReadOnlyList<IReadOnlyList<(int Before, int After)>> attention = [];
        foreach (Arm arm in Arm.All)
        {
            (Outcome outcome, LanguageModelTransformer model) = contest.Train(arm, attention, _ => { });
            using (model)
            {
                outcomes.Add(outcome);
                OutcomeFile.Write(path, outcomes);
                Console.WriteLine($"seed {seed}, {arm.Name}: {contest.Steps} steps, at the end {outcome.Final:f4}, at its best {outcome.Best:f4} bits per byte");
                if (arm != Arm.Repeat)
                    continue;
                IReadOnlyList<SentenceDependence> uniform = contest.ReadAttention(model.Model, matchDistances: false), matched = contest.ReadAttention(model.Model, matchDistances: true);
                Console.WriteLine($"seed {seed}, lift beside uniform attention: {string.Join(", ", OrderFreedom.Columns.Skip(1).Zip(OrderFreedom.Of("", uniform).Cells.Skip(1), (name, value) => $"{name} {value}"))}");
                Console.WriteLine($"seed {seed}, beside what is usual at each distance: {string.Join(", ", OrderFreedom.Columns.Skip(1).Zip(OrderFreedom.Of("", matched).Cells.Skip(1), (name, value) => $"{name} {value}"))}");
                attention = [.. matched.Select(m => m.Edges(Contest.Rule))];
                Console.WriteLine($"seed {seed}, mean log10 orders: attention DAG {MeanLog10(attention, Arm.AttentionDag):f2}, random DAG {MeanLog10(attention, Arm.RandomDag):f2}");

                double MeanLog10(IReadOnlyList<IReadOnlyList<(int Before, int After)>> edges, Arm other) => edges
                    .Select((e, i) => System.Numerics.BigInteger.Log10(LinearExtensions.Count(Poset.FromEdges(matched[i].Count, other.Edges!(matched[i].Count, e, new Random(i))))))
                    .Average();
            }
        }
    }
    foreach (Standing standing in Standing.Of(outcomes))
        Console.WriteLine(Words.Sentence(standing));
}
