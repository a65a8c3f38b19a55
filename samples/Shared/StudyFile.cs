namespace ResearchML.Samples;

/// <summary>Results as CSV, a line each under a header, without quotes.</summary>
internal static class StudyFile
{
    /// <summary>The study of five seeds that a sample shows, made by its program in <c>bench</c>.</summary>
    public static string FiveSeeds { get; } = Path.Combine(AppContext.BaseDirectory, "five-seeds.csv");

    public static void Write(string path, string header, IEnumerable<string> lines) => WholeFile.Write(path, temporary => File.WriteAllLines(temporary, lines.Prepend(header)));

    /// <exception cref="InvalidDataException">The file does not begin with the header.</exception>
    public static IReadOnlyList<T> Read<T>(string path, string header, Func<string[], T> parse)
    {
        string[] lines = File.ReadAllLines(path);
        return lines.Length > 0 && lines[0] == header
            ? [.. lines.Skip(1).Select(line => parse(line.Split(',')))]
            : throw new InvalidDataException($"{path} does not begin with '{header}'.");
    }
}
