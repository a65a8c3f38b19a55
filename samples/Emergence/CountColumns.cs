namespace Emergence;

/// <summary>Which columns of a file hold what. Null: not given, or there is none.</summary>
internal sealed record CountColumns(string? Model, string? Compute, string? Task, string? Problem, string? Samples, string? Correct)
{
    private static readonly string[] ModelNames = ["model", "model_name"];
    private static readonly string[] ComputeNames = ["compute", "flops", "flop", "tokens", "n_tokens", "train_tokens", "training_tokens", "D", "step", "steps"];
    private static readonly string[] TaskNames = ["task", "benchmark", "dataset"];
    private static readonly string[] ProblemNames = ["problem", "problem_id", "problem_idx", "prompt", "prompt_id", "prompt_idx", "question", "question_id"];
    private static readonly string[] SamplesNames = ["n", "samples", "num_samples"];
    private static readonly string[] CorrectNames = ["c", "correct", "num_correct"];
    private static readonly string[] LossNames = ["loss"];
    private static readonly string[] ChanceNames = ["chance"];

    /// <summary>Held-out loss at the checkpoint, nats, where there is such a column.</summary>
    public string? Loss { get; init; }

    /// <summary>How often a guess is right, where there is such a column.</summary>
    public string? Chance { get; init; }

    /// <summary>The columns that were named, and for the others those with a usual name.</summary>
    /// <exception cref="InvalidDataException">A column is not there, or none has a usual name; the message lists those there are.</exception>
    public CountColumns In(IReadOnlyList<string> columns)
    {
        return new(
            Find(Model, "--model", ModelNames, isNeeded: true), Find(Compute, "--compute", ComputeNames, isNeeded: false), Find(Task, "--task", TaskNames, isNeeded: false),
            Find(Problem, "--problem", ProblemNames, isNeeded: false), Find(Samples, "--samples", SamplesNames, isNeeded: true), Find(Correct, "--correct", CorrectNames, isNeeded: true))
        {
            Loss = Find(null, "", LossNames, isNeeded: false),
            Chance = Find(null, "", ChanceNames, isNeeded: false),
        };

        string? Find(string? given, string option, string[] usual, bool isNeeded)
        {
            if (given is not null)
                return columns.Contains(given) ? given : throw new InvalidDataException($"There is no column '{given}' for {option}. The columns are: {string.Join(", ", columns)}.");
            string? found = usual.Select(name => columns.FirstOrDefault(c => c.Equals(name, StringComparison.OrdinalIgnoreCase))).FirstOrDefault(c => c is not null);
            return found is null && isNeeded
                ? throw new InvalidDataException($"No column has a usual name ({string.Join(", ", usual)}): name it with {option}. The columns are: {string.Join(", ", columns)}.{(columns is [var only] && only.IndexOfAny([';', '\t']) >= 0 ? " Cells have to be separated by commas." : "")}")
                : found;
        }
    }
}
