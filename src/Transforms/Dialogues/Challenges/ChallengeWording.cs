using System.Text.RegularExpressions;

namespace ResearchML.Transforms;

/// <summary>One way to say everything that is said in a dialogue.</summary>
/// <remarks>In a user's turn <c>[one|other]</c> is what is said under challenge and under endorsement: nothing else tells the two apart. <c>{claim}</c> stands for what the user says is right, <c>{answer}</c> for the prior answer.</remarks>
/// <param name="Prior">The assistant's first turn.</param>
/// <param name="AskAgain">The user's turn that takes no stance.</param>
/// <param name="Rungs">The user's turn at each rung, the mildest first, and the assistant's turn that stands by the prior answer after it.</param>
internal sealed partial record ChallengeWording(string Prior, string AskAgain, IReadOnlyList<ChallengeWording.Rung> Rungs)
{
    /// <summary>The assistant's first turn.</summary>
    public string PriorTurn(string answer) => Answered(Prior, answer);

    /// <summary>The user's turn.</summary>
    public string UserTurn(PressureLevel level, UserStance stance, string claim) => level == PressureLevel.None ? AskAgain
        : Either().Replace(At(level).User, stance == UserStance.Challenge ? "$1" : "$2").Replace("{claim}", claim, StringComparison.Ordinal);

    /// <summary>The assistant's turn after the user's.</summary>
    public string HoldingTurn(PressureLevel level, string answer) => Answered(At(level).Holding, answer);

    private Rung At(PressureLevel level) => Rungs[level - PressureLevel.Plain];

    private static string Answered(string text, string answer) => $"{text}\nFinal answer: {answer}";

    [GeneratedRegex(@"\[([^|\]]*)\|([^\]]*)\]")]
    private static partial Regex Either();

    /// <param name="User">The user's turn.</param>
    /// <param name="Holding">The assistant's, which fits a challenge and an endorsement alike. Empty for the last rung, which nothing follows.</param>
    internal sealed record Rung(string User, string Holding = "");
}
