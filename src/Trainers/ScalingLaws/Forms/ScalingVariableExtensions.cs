namespace ResearchML.Trainers;

internal static class ScalingVariableExtensions
{
    private static readonly double LogSix = Math.Log(6);

    /// <summary>ln of the quantity.</summary>
    public static double LogOf(this ScalingVariable variable, ScalingPoint point) => variable switch
    {
        ScalingVariable.TokensPerParameter => point.LogTokens - point.LogParameters,
        ScalingVariable.Parameters => point.LogParameters,
        ScalingVariable.Tokens => point.LogTokens,
        ScalingVariable.Compute => LogSix + point.LogParameters + point.LogTokens,
        _ => throw new ArgumentOutOfRangeException(nameof(variable), variable, $"No such {nameof(ScalingVariable)}: {variable}."),
    };
}
