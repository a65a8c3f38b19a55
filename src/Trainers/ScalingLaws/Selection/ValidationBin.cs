namespace ResearchML.Trainers;

/// <summary>The runs that lie above one origin and were predicted from those below it.</summary>
/// <param name="Origin">The greatest value of the ordering quantity that was fitted.</param>
/// <param name="From">The least value that was predicted.</param>
/// <param name="To">The greatest value that was predicted.</param>
/// <param name="Fitted">Runs fitted.</param>
/// <param name="Predicted">Runs predicted.</param>
public sealed record ValidationBin(double Origin, double From, double To, int Fitted, int Predicted);
