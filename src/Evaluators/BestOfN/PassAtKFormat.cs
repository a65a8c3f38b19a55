using System.Text;

namespace ResearchML.Evaluators;

/// <summary>A report as bytes: what it was made of, little-endian. A length is checked against what is left before anything is allocated.</summary>
internal static class PassAtKFormat
{
    private const int LeastGroupBytes = 2 + sizeof(int), LeastProblemBytes = 2 + 2 * sizeof(long);

    public static void Write(PassAtKReport report, Stream stream)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(report.ConfidenceLevel);
        writer.Write(report.BootstrapSamples);
        writer.Write(report.Seed);
        writer.Write(report.K.Count);
        foreach (int k in report.K)
            writer.Write(k);
        PassAtKTally tally = report.Tally;
        writer.Write(tally.Rows);
        writer.Write(tally.AddedUp);
        writer.Write(tally.AddedCounts);
        writer.Write(tally.Groups.Count);
        foreach (string group in tally.Groups)
        {
            IReadOnlyDictionary<string, (long Samples, long Correct)> problems = tally.ProblemsOf(group);
            writer.Write(group);
            writer.Write(problems.Count);
            foreach ((string task, (long samples, long correct)) in problems)
            {
                writer.Write(task);
                writer.Write(samples);
                writer.Write(correct);
            }
        }
    }

    /// <summary>Reads what a report is made of.</summary>
    /// <returns>Makes the report, which takes a while.</returns>
    /// <exception cref="InvalidDataException">The bytes are no report.</exception>
    public static Func<PassAtKReport> Read(Stream stream)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        try
        {
            var options = new PassAtKOptions { ConfidenceLevel = reader.ReadDouble(), BootstrapSamples = reader.ReadInt32() };
            ulong seed = reader.ReadUInt64();
            int[] ks = new int[Count(sizeof(int))];
            for (int i = 0; i < ks.Length; i++)
                ks[i] = reader.ReadInt32();
            options = options with { K = ks };
            options.Validate();
            int rows = reader.ReadInt32(), addedUp = reader.ReadInt32(), addedCounts = reader.ReadInt32();
            var problems = new List<GradedProblem>();
            for (int groups = Count(LeastGroupBytes); groups > 0; groups--)
            {
                string group = reader.ReadString();
                for (int left = Count(LeastProblemBytes); left > 0; left--)
                    problems.Add(new GradedProblem(reader.ReadString(), reader.ReadInt64(), reader.ReadInt64(), group));
            }

            if (problems.Count == 0 || addedUp < 0 || rows != (long)problems.Count + addedUp || addedCounts < 0 || addedCounts > addedUp || problems.Any(p => p.Fault() is not null) || problems.DistinctBy(p => (p.Group, p.Task)).Count() < problems.Count)
                throw Damaged();
            return () => PassAtKReport.From(problems, options, seed, done: null, (addedUp, addedCounts));
        }
        catch (Exception e) when (e is FormatException or ArgumentException or EndOfStreamException) // a text's length, of BinaryReader; an option; the end
        {
            throw Damaged();
        }

        int Count(int bytesEach) => reader.ReadInt32() is var count && count >= 0 && count <= (stream.Length - stream.Position) / bytesEach ? count : throw Damaged();
    }

    private static InvalidDataException Damaged() => new("The saved pass@k report is damaged. Save or copy the model again.");
}
