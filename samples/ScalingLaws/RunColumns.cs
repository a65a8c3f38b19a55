namespace ScalingLaws;

/// <summary>Which columns of a file hold what. Null: not given, or there is none.</summary>
internal sealed record RunColumns(string? Loss, string? Parameters, string? Tokens, string? UniqueTokens, string? Group)
{
    private static readonly string[] LossNames = ["loss", "val_loss", "validation_loss", "eval_loss", "final_loss", "test_loss"];
    private static readonly string[] ParametersNames = ["N", "params", "parameters", "n_params", "num_params", "model_size"];
    private static readonly string[] TokensNames = ["D", "tokens", "n_tokens", "num_tokens", "train_tokens", "training_tokens"];
    private static readonly string[] UniqueNames = ["U", "unique_D", "unique_tokens", "unique"];

    /// <summary>The columns that were named, and for the others those with a usual name. A group is never guessed.</summary>
    /// <exception cref="InvalidDataException">A column is not there, or none has a usual name; the message lists those there are.</exception>
    public RunColumns In(IReadOnlyList<string> columns)
    {
        return new(
            Find(Loss, "--loss", LossNames, isNeeded: true), Find(Parameters, "--parameters", ParametersNames, isNeeded: true), Find(Tokens, "--tokens", TokensNames, isNeeded: true),
            Find(UniqueTokens, "--unique-tokens", UniqueNames, isNeeded: false), Find(Group, "--group", [], isNeeded: false));

        string? Find(string? given, string option, string[] usual, bool isNeeded)
        {
            if (given is not null)
                return columns.Contains(given) ? given : throw new InvalidDataException($"There is no column '{given}' for {option}. The columns are: {string.Join(", ", columns)}.");
            string? found = usual.Select(name => columns.FirstOrDefault(c => c.Equals(name, StringComparison.OrdinalIgnoreCase))).FirstOrDefault(c => c is not null);
            return found is null && isNeeded
                ? throw new InvalidDataException($"No column has a usual name ({string.Join(", ", usual)}): name it with {option}. The columns are: {string.Join(", ", columns)}.")
                : found;
        }
    }
}
