namespace ResearchML;

/// <summary>What a model file says about one blob, so that damage is found before the blob is read.</summary>
internal sealed record SavedBlob(string Name, long Length, byte[] Sha256)
{
    public const int MaximumNameLength = 64;

    /// <summary>Names become paths in the model file, beside ML.NET's own entry ("Model.key").</summary>
    /// <exception cref="ArgumentException">The name is not acceptable.</exception>
    public static void CheckName(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        bool acceptable = name.Length <= MaximumNameLength
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.')
            && name[0] != '.' && !name.Contains("..", StringComparison.Ordinal)
            && !name.Equals("Model.key", StringComparison.OrdinalIgnoreCase);
        if (!acceptable)
            throw new ArgumentException($"'{name}' cannot name a part of a transformer: expected 1 to {MaximumNameLength} letters, digits, '_', '-' or '.', not starting with '.', and not ML.NET's own 'Model.key'.", nameof(name));
    }
}
