namespace ResearchML.Trainers;

/// <summary>How a form predicted the runs above each origin from those below.</summary>
/// <param name="Form">The form's name.</param>
/// <param name="SignedBias">By bin, mean of 100·ln(observed/predicted). Above 0: it predicts too low. NaN where too few runs lie below the origin to fit the form.</param>
/// <param name="MeanAbsoluteLogError">Mean of 100·|ln(observed/predicted)| over the runs of all bins where it was fitted. NaN without any.</param>
/// <param name="RelativeError">Root of its squared errors over those of the smallest form, on the bins where both were fitted: what the weight is made of. NaN without any.</param>
/// <param name="Weight">Its share of the average: proportional to 1/<paramref name="RelativeError"/>², 0 for a form that could not be tested. The same for all where fewer than two could be.</param>
public sealed record FormValidation(string Form, IReadOnlyList<double> SignedBias, double MeanAbsoluteLogError, double RelativeError, double Weight);
