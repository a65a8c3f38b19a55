namespace ResearchML.Transforms;

/// <summary>See <see cref="Verifier.Delegate"/>.</summary>
internal sealed record DelegateVerifier : Verifier
{
    private readonly Func<string, string, bool> _isCorrect;

    public DelegateVerifier(string name, Func<string, string, bool> isCorrect, string? answerColumnName)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(isCorrect);
        RequireName(answerColumnName, nameof(answerColumnName));
        (Name, _isCorrect, AnswerColumnName) = (name, isCorrect, answerColumnName);
    }

    public string Name { get; }

    internal override string? AnswerColumnName { get; }

    internal override RowVerifier For(string answer, IReadOnlyList<string> options) => new(response => _isCorrect(response, answer));
}
