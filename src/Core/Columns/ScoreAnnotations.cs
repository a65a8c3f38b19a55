using Microsoft.ML;
using Microsoft.ML.Data;

namespace ResearchML;

/// <summary>Annotations by which ML.NET's evaluators and tools know a column as a score.</summary>
public static class ScoreAnnotations
{
    /// <summary>The score of a regression: a prediction of the label itself.</summary>
    public static DataViewSchema.Annotations Regression { get; } = Create("Regression");

    /// <summary>The score of a prediction of some kind.</summary>
    /// <param name="scoreColumnKind">ML.NET's name of the kind, as "Regression" or "BinaryClassification".</param>
    /// <exception cref="ArgumentException"><paramref name="scoreColumnKind"/> is null or empty.</exception>
    public static DataViewSchema.Annotations Create(string scoreColumnKind)
    {
        ArgumentException.ThrowIfNullOrEmpty(scoreColumnKind);
        var builder = new DataViewSchema.Annotations.Builder();
        // The set's number tells score columns of several models in one data view apart for tools that are given no name.
        builder.Add("ScoreColumnSetId", new KeyDataViewType(typeof(uint), int.MaxValue), (ref uint id) => id = 1);
        builder.Add("ScoreColumnKind", TextDataViewType.Instance, (ref ReadOnlyMemory<char> kind) => kind = scoreColumnKind.AsMemory());
        builder.Add("ScoreValueKind", TextDataViewType.Instance, (ref ReadOnlyMemory<char> kind) => kind = "Score".AsMemory());
        return builder.ToAnnotations();
    }
}
