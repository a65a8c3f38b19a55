namespace TokenObjectives;

/// <summary>What an objective came to on held-out text. All of it is of the next token: further heads are dropped after training.</summary>
/// <param name="Budget">What was equal.</param>
/// <param name="Seed">Of the split, the weights and the order.</param>
/// <param name="Objective">The contender's name.</param>
/// <param name="Tokens">Tokens trained on.</param>
/// <param name="Seconds">Time in the training loop.</param>
/// <param name="BitsPerByte">Of the model as it is.</param>
/// <param name="CalibratedBitsPerByte">Of the model read through the inverse link of what it was trained for.</param>
/// <param name="PassAt8">Mean chance that at least one of 8 samples of a token is right, of the model as it is.</param>
/// <param name="ShotLoss">Mean of −ln(1 − (1 − p)^8) in nats, the loss that k-shot trains for, of the model brought to k = 8 by the link where it was not trained for it: what the link is best for.</param>
internal sealed record Result(
    BudgetKind Budget, int Seed, string Objective, long Tokens, double Seconds, double BitsPerByte, double CalibratedBitsPerByte, double PassAt8, double ShotLoss);
